using Graft.Engine;

namespace Graft.Training.Metrics;

/// <summary>Of all yes answers, over all samples and classes together, the share that is right; 0 where there is none.</summary>
public sealed record Precision : Metric
{
    /// <summary>Describes the metric.</summary>
    /// <param name="threshold">The output above which an answer is yes, 0 to 1.</param>
    public Precision(double threshold = 0.5) => Threshold = threshold;

    /// <summary>The output above which an answer is yes, 0 to 1.</summary>
    public double Threshold { get; init; }

    /// <inheritdoc/>
    public override string Name => "precision";

    internal override IAccumulator Start() => new BinaryCounts(
        output => output.IsAbove(Threshold),
        counts => BinaryCounts.Share(counts.TruePositives.Sum(), counts.TruePositives.Sum() + counts.FalsePositives.Sum()));

    internal override void Check(Problems problems) =>
        problems.Require(Threshold is >= 0 and <= 1, $"Threshold is {Threshold}; it must be from 0 to 1.");
}
