namespace Graft.Planning.Comparison;

/// <summary>Something that is said of transfer learning, and whether it holds on these pictures.</summary>
/// <param name="Claim">Which: one of <see cref="FewerPictures"/>, <see cref="LessTime"/>, <see cref="LessComputation"/>.</param>
/// <param name="Holds">Whether the figure is above 1.</param>
/// <param name="Figure">
/// What the best training from scratch took, as a multiple of the least that a training on published weights took to be as good; null
/// where none was as good.
/// </param>
/// <param name="Least">The training on published weights that took the least; null likewise.</param>
public sealed record ComparisonClaim(string Claim, bool Holds, double? Figure, ComparisonPoint? Least)
{
    /// <summary>It is as good with fewer pictures.</summary>
    public const string FewerPictures = "fewerPictures";

    /// <summary>It is as good sooner.</summary>
    public const string LessTime = "lessTime";

    /// <summary>It is as good with less arithmetic.</summary>
    public const string LessComputation = "lessComputation";

    /// <summary>Judges all claims by what was measured; none where either side was not.</summary>
    public static IReadOnlyList<ComparisonClaim> Of(IReadOnlyList<ComparisonPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var transfer = points.Where(point => point.IsTransfer).ToList();
        var scratch = points.Where(point => point.Method == ComparisonMethod.Scratch)
            .OrderByDescending(point => point.Accuracy).ThenBy(point => point.Seconds).FirstOrDefault();
        if (scratch is null || transfer.Count == 0)
            return [];
        var asGood = transfer.Where(point => point.Accuracy >= scratch.Accuracy).ToList();
        return
        [
            Judge(FewerPictures, point => point.Pictures),
            Judge(LessTime, point => point.Seconds),
            Judge(LessComputation, point => point.MultiplyAdds),
        ];

        ComparisonClaim Judge(string claim, Func<ComparisonPoint, double> cost)
        {
            var least = asGood.MinBy(cost);
            var figure = least is null ? (double?)null : cost(scratch) / cost(least);
            return new ComparisonClaim(claim, figure > 1, figure, least);
        }
    }
}
