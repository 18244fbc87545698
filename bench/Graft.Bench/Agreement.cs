using Graft.Bench.Processes;

namespace Graft.Bench;

/// <summary>Contenders must compute the same, or their times say nothing about each other.</summary>
internal static class Agreement
{
    private const double Tolerance = 1e-3;

    // Weights that are made have no features to speak of, so rounding counts for more than with published ones.
    private const double LeastCosine = 0.95;

    /// <exception cref="InvalidOperationException">
    /// The largest difference exceeds a thousandth of the largest value; of one that computes with fewer bits, the results point
    /// elsewhere.
    /// </exception>
    public static void Require(ContenderReady reference, ContenderReady other, string name)
    {
        var said = reference.Check.Count != other.Check.Count ? "there are more or fewer of them"
            : other.IsReduced || reference.IsReduced ? Elsewhere(reference.Check, other.Check)
            : Different(reference.Check, other.Check);
        if (said is not null)
            throw new InvalidOperationException($"'{name}' does not compute what Graft computes: of the results {said}.");
    }

    private static string? Different(IReadOnlyList<float> expected, IReadOnlyList<float> given)
    {
        var (largest, difference) = (expected.Max(Math.Abs), expected.Zip(given, (a, b) => Math.Abs(a - b)).Max());
        return difference <= Tolerance * largest ? null : $"some differ by {difference:g3}, the largest is {largest:g3}";
    }

    private static string? Elsewhere(IReadOnlyList<float> expected, IReadOnlyList<float> given)
    {
        var cosine = Product(expected, given) / Math.Sqrt(Product(expected, expected) * Product(given, given));
        return cosine >= LeastCosine ? null : $"the cosine is {cosine:g3}";
    }

    private static double Product(IReadOnlyList<float> left, IReadOnlyList<float> right) =>
        left.Zip(right, (a, b) => (double)a * b).Sum();
}
