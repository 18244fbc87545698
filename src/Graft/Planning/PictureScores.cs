namespace Graft.Planning;

/// <summary>How well a model tells some pictures, one by one, so that two models can be compared on the same pictures.</summary>
/// <param name="Right">For each picture whether its class has the largest probability.</param>
/// <param name="Losses">For each picture its negative log likelihood, in nats.</param>
internal sealed record PictureScores(bool[] Right, double[] Losses)
{
    // Chance alone gives a gain of so many standard errors once in forty times.
    private const double StandardErrors = 2;

    /// <summary>The share of right answers; there is at least one picture.</summary>
    public double Accuracy => Right.Count(right => right) / (double)Right.Length;

    /// <summary>The scores of probabilities <c>[pictures, classes]</c>.</summary>
    public static PictureScores Of(NDArray probabilities, IReadOnlyList<int> labels)
    {
        var (right, losses) = (new bool[labels.Count], new double[labels.Count]);
        for (var i = 0; i < labels.Count; i++)
        {
            var row = probabilities[i].ToArray();
            right[i] = Array.IndexOf(row, row.Max()) == labels[i];
            losses[i] = -Math.Log(Math.Max(row[labels[i]], 1e-12));
        }
        return new PictureScores(right, losses);
    }

    /// <summary>All pictures of several parts.</summary>
    public static PictureScores Joined(IReadOnlyCollection<PictureScores> parts) =>
        new([.. parts.SelectMany(part => part.Right)], [.. parts.SelectMany(part => part.Losses)]);

    /// <summary>
    /// Whether it is better than another on the same pictures by more than chance: smaller losses by a paired test, and no fewer
    /// right answers.
    /// </summary>
    public bool IsClearlyBetterThan(PictureScores other) =>
        Right.Count(right => right) >= other.Right.Count(right => right)
        && AreClearlyAboveZero([.. other.Losses.Zip(Losses, (theirs, own) => theirs - own)]);

    /// <summary>
    /// Whether it has more right answers than another on the same pictures, and that not by chance: by a paired test of the right
    /// answers or, which sees more, of the losses.
    /// </summary>
    public bool IsClearlyMoreAccurateThan(PictureScores other) =>
        Accuracy > other.Accuracy
        && (IsClearlyBetterThan(other)
            || AreClearlyAboveZero([.. Right.Zip(other.Right, (own, theirs) => (own ? 1.0 : 0) - (theirs ? 1 : 0))]));

    /// <summary>Whether there is a better one at all: one without any loss would be.</summary>
    public bool CanBeBeaten => AreClearlyAboveZero(Losses);

    private static bool AreClearlyAboveZero(double[] gains)
    {
        if (gains.Length < 2)
            return false;
        var mean = gains.Average();
        var variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1);
        return mean > StandardErrors * Math.Sqrt(variance / gains.Length);
    }
}
