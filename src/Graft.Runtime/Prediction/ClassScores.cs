namespace Graft.Runtime;

/// <summary>What a classifier says about a batch of pictures.</summary>
public sealed class ClassScores
{
    private readonly IReadOnlyList<string> labels;

    internal ClassScores(
        IReadOnlyList<string> labels, int count, float[] probabilities, float[] logits, float[]? features = null)
    {
        this.labels = labels;
        (Count, Probabilities, Logits, Features) = (count, probabilities, logits, features);
    }

    /// <summary>The number of pictures.</summary>
    public int Count { get; }

    /// <summary>The number of classes.</summary>
    public int Classes => labels.Count;

    /// <summary>The probabilities, <c>[count, classes]</c>, row by row.</summary>
    public float[] Probabilities { get; }

    /// <summary>The values before softmax, <c>[count, classes]</c>, row by row.</summary>
    public float[] Logits { get; }

    /// <summary>
    /// What the head saw, <c>[count, features]</c>, row by row; null where it was not asked for, or the model does not give it.
    /// </summary>
    public float[]? Features { get; }

    /// <summary>What is said about one picture of the batch.</summary>
    /// <param name="picture">Its place in the batch, from 0.</param>
    public Prediction this[int picture]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(picture);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(picture, Count);
            return new Prediction(labels, Probabilities.AsSpan(picture * Classes, Classes));
        }
    }
}
