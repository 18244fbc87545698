namespace Graft.Runtime.Heads;

/// <summary>How well a head tells training pictures that were left out of it.</summary>
/// <param name="Right">For each picture whether its class has the largest logit.</param>
/// <param name="Losses">For each picture its negative log likelihood.</param>
internal sealed record Judgement(bool[] Right, double[] Losses)
{
    // Fewer pictures tell less of a head than is known of heads without them.
    private const int FewestPictures = 10;

    // More pictures do not make a judgement much finer, and each costs as much as a row of the solution.
    private const int MostPictures = 3000;
    private const int OfMore = 1000;

    // Chance alone gives a gain of so many standard errors once in forty times.
    private const double StandardErrors = 2;

    public double? Accuracy => Right.Length > 0 ? Right.Count(right => right) / (double)Right.Length : null;

    public double? Loss => Losses.Length > 0 ? Losses.Average() : null;

    /// <summary>Whether there are so many pictures that some of them are enough to choose by.</summary>
    public static bool AreMany(IReadOnlyList<int> labels) => labels.Count > MostPictures;

    /// <summary>The pictures to choose by where there are many: some of each class, evenly.</summary>
    public static int[] SomeOf(IReadOnlyList<int> labels) => Evenly(Enumerable.Range(0, labels.Count), labels, MostPictures);

    /// <summary>
    /// The pictures to judge by: those whose class has another one; of very many some of each class, evenly, and of very few none.
    /// </summary>
    public static int[] Pictures(IReadOnlyList<int> labels)
    {
        var counts = labels.CountBy(label => label).ToDictionary();
        int[] pictures = [.. Enumerable.Range(0, labels.Count).Where(picture => counts[labels[picture]] > 1)];
        if (pictures.Length < FewestPictures)
            return [];
        return AreMany(labels) ? Evenly(pictures, labels, OfMore) : pictures;
    }

    // At least two of a class, where it has them: what is left out needs another one.
    private static int[] Evenly(IEnumerable<int> pictures, IReadOnlyList<int> labels, int most)
    {
        var classes = pictures.GroupBy(picture => labels[picture]).Select(own => own.ToArray()).ToList();
        var all = classes.Sum(own => own.Length);
        return
        [
            .. classes.SelectMany(own =>
            {
                var taken = Math.Min(own.Length, Math.Max(2, (int)((long)most * own.Length / all)));
                return Enumerable.Range(0, taken).Select(i => own[(int)((long)i * own.Length / taken)]);
            }).Order(),
        ];
    }

    /// <summary>Judges scores.</summary>
    /// <param name="scores"><c>[pictures, classes]</c></param>
    /// <param name="labels">The pictures' classes.</param>
    /// <param name="offsets">Added to the scores: the logarithms of priors.</param>
    public static Judgement Of(Matrix scores, IReadOnlyList<int> labels, IReadOnlyList<double>? offsets)
    {
        var right = new bool[scores.Rows];
        for (var row = 0; row < right.Length; row++)
        {
            double[] logits = [.. scores.Row(row).ToArray().Select((score, k) => score + (offsets?[k] ?? 0))];
            right[row] = Array.IndexOf(logits, logits.Max()) == labels[row];
        }
        return new Judgement(right, Temperature.Losses(scores, labels, 1, offsets));
    }

    /// <summary>Whether its losses are smaller than another head's on the same pictures, by more than chance makes them.</summary>
    public bool IsClearlyBetterThan(Judgement other)
    {
        double[] gains = [.. other.Losses.Zip(Losses, (theirs, own) => theirs - own)];
        if (gains.Length < 2)
            return false;
        var mean = gains.Average();
        var variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / (gains.Length - 1);
        return mean > StandardErrors * Math.Sqrt(variance / gains.Length);
    }
}
