using Graft.Bench.Processes;

namespace Graft.Bench;

/// <summary>Contenders must compute the same, or their times say nothing about each other.</summary>
internal static class Agreement
{
    private const double Tolerance = 1e-3;

    /// <exception cref="InvalidOperationException">The largest difference exceeds a thousandth of the largest value.</exception>
    public static void Require(ContenderReady reference, ContenderReady other, string name)
    {
        var largest = reference.Check.Max(Math.Abs);
        var difference = reference.Check.Count == other.Check.Count
            ? reference.Check.Zip(other.Check, (a, b) => Math.Abs(a - b)).Max()
            : double.PositiveInfinity;
        if (!(difference <= Tolerance * largest))
            throw new InvalidOperationException($"'{name}' does not compute what Graft computes: "
                + $"the results differ by {difference:g3}, the largest is {largest:g3}.");
    }
}
