using Graft.Engine;

namespace Graft.Evaluation;

/// <summary>
/// How far confidence and accuracy lie apart, and how far they would by chance alone: few pictures in a bin are seldom right just as often
/// as was said, however good the probabilities are.
/// </summary>
internal sealed class CalibrationError
{
    private const int Bins = 15;
    private const int Draws = 1000;
    private const double Share = 0.95;

    private readonly List<(int Bin, double Confidence, bool IsRight)> pictures = [];

    /// <summary>Adds a picture.</summary>
    /// <param name="confidence">Its largest probability.</param>
    /// <param name="isRight">Whether that is its class's.</param>
    public void Add(double confidence, bool isRight) => pictures.Add((BinOf(confidence), confidence, isRight));

    /// <summary>The expected calibration error; there is at least one picture.</summary>
    public double Value() => Of(picture => picture.IsRight);

    /// <summary>
    /// What the error would stay below in 19 of 20 samples of pictures with these confidences, if each were right with just the probability
    /// that was said. Drawn a thousand times, always alike.
    /// </summary>
    public double ByChance()
    {
        var random = new RandomStream(0, "calibration error by chance");
        double[] drawn = [.. Enumerable.Range(0, Draws).Select(_ => Of(picture => random.NextUniform() < picture.Confidence)).Order()];
        return drawn[(int)(Share * Draws) - 1];
    }

    private double Of(Func<(int Bin, double Confidence, bool IsRight), bool> isRight)
    {
        Span<double> apart = stackalloc double[Bins];
        foreach (var picture in pictures)
            apart[picture.Bin] += picture.Confidence - (isRight(picture) ? 1 : 0);
        var sum = 0.0;
        foreach (var difference in apart)
            sum += Math.Abs(difference);
        return sum / pictures.Count;
    }

    // A confidence on an edge between two bins belongs to the lower one.
    private static int BinOf(double confidence) => Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1);
}
