using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>The share of yes-or-no answers that are right: the mean over the last axis, then over the samples.</summary>
public sealed record BinaryAccuracy : MeanMetric
{
    /// <summary>Describes the metric.</summary>
    /// <param name="threshold">The output above which an answer is yes, 0 to 1.</param>
    public BinaryAccuracy(double threshold = 0.5) => Threshold = threshold;

    /// <summary>The output above which an answer is yes, 0 to 1.</summary>
    public double Threshold { get; init; }

    /// <inheritdoc/>
    public override string Name => "binary_accuracy";

    internal override torch.Tensor PerSample(torch.Tensor target, ModelOutput output)
    {
        using var scope = torch.NewDisposeScope();
        var yes = output.Values.IsAbove(Threshold).to_type(torch.float32);
        var expected = target.dim() < yes.dim() ? target.unsqueeze(-1) : target;
        return yes.eq(expected).to_type(torch.float32).mean([-1L]).MoveToOuterDisposeScope();
    }

    internal override void Check(Problems problems) =>
        problems.Require(Threshold is >= 0 and <= 1, $"Threshold is {Threshold}; it must be from 0 to 1.");
}
