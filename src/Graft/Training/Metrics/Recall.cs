using Graft.Engine;

namespace Graft.Training.Metrics;

/// <summary>
/// Of all that should be answered with yes, over all samples and classes together, the share that is; 0 where there is nothing.
/// </summary>
public sealed record Recall : Metric
{
    /// <summary>Describes the metric.</summary>
    /// <param name="threshold">The output above which an answer is yes, 0 to 1.</param>
    public Recall(double threshold = 0.5) => Threshold = threshold;

    /// <summary>The output above which an answer is yes, 0 to 1.</summary>
    public double Threshold { get; init; }

    /// <inheritdoc/>
    public override string Name => "recall";

    internal override IAccumulator Start() => new BinaryCounts(
        output => output.IsAbove(Threshold),
        counts => BinaryCounts.Share(counts.TruePositives.Sum(), counts.TruePositives.Sum() + counts.FalseNegatives.Sum()));

    internal override void Check(Problems problems) =>
        problems.Require(Threshold is >= 0 and <= 1, $"Threshold is {Threshold}; it must be from 0 to 1.");
}
