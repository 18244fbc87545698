namespace Graft.Runtime;

/// <summary>What a classifier says about one picture: a probability for each class.</summary>
public sealed class Prediction
{
    private readonly float[] probabilities;

    internal Prediction(IReadOnlyList<string> labels, ReadOnlySpan<float> probabilities)
    {
        Labels = labels;
        this.probabilities = probabilities.ToArray();
        for (var i = 1; i < probabilities.Length; i++)
            if (probabilities[i] > probabilities[Index])
                Index = i;
    }

    /// <summary>The name of the most probable class; of several that are equally probable, the first.</summary>
    public string Label => Labels[Index];

    /// <summary>The probability of that class, from 0 to 1.</summary>
    public float Probability => probabilities[Index];

    /// <summary>The place of that class among the <see cref="Labels"/>.</summary>
    public int Index { get; }

    /// <summary>The names of all classes, in the model's order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The probabilities of all classes, in the model's order.</summary>
    public IReadOnlyList<float> Probabilities => probabilities;

    /// <summary>The most probable classes, the most probable one first; equal ones in the model's order.</summary>
    /// <param name="count">How many; all of them where there are not so many. At least 1.</param>
    public IReadOnlyList<LabelProbability> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. Enumerable.Range(0, probabilities.Length)
            .OrderByDescending(i => probabilities[i])
            .Take(count)
            .Select(i => new LabelProbability(Labels[i], probabilities[i]))];
    }

    /// <summary>The label and its probability.</summary>
    public override string ToString() => FormattableString.Invariant($"{Label} {Probability:P1}");
}
