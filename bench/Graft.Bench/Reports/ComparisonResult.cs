namespace Graft.Bench.Reports;

/// <summary>What a comparison came to.</summary>
/// <param name="Name">The comparison.</param>
/// <param name="Title">What was measured.</param>
/// <param name="Rounds">How often.</param>
/// <param name="Contenders">In the order in which they were measured.</param>
/// <param name="Reference">Graft's contender that the factors are of: of a program the first, of a network the fastest.</param>
/// <param name="Factors">
/// For each contender that does the same work the median over the rounds of the reference's rate divided by its own.
/// </param>
internal sealed record ComparisonResult(
    string Name,
    string Title,
    int Rounds,
    IReadOnlyList<ContenderResult> Contenders,
    string Reference,
    IReadOnlyDictionary<string, double> Factors)
{
    public static ComparisonResult Of(Comparison comparison, IReadOnlyList<ContenderResult> contenders)
    {
        var first = contenders[0];
        var stack = comparison.Reference is { } name ? $"{name}/{comparison.Name}" : first.Stack;
        var reference = first.GigaOperationsPerSecond is null
            ? first
            : contenders.Where(contender => contender.Stack == stack).MaxBy(contender => contender.SamplesPerSecond)!;
        var factors = contenders.Where(contender => contender.Ready.Check.Count > 0).ToDictionary(
            contender => contender.Name,
            contender => Median.Of(reference.Rounds.Zip(contender.Rounds, (own, other) => own.Rate / other.Rate)));
        return new(comparison.Name, comparison.Title, first.Rounds.Count, contenders, reference.Name, factors);
    }
}
