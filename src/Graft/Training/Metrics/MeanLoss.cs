using Graft.Training.Losses;
using TorchSharp;

namespace Graft.Training.Metrics;

/// <summary>The mean of a loss that training need not follow.</summary>
public sealed record MeanLoss : MeanMetric
{
    /// <summary>Describes the metric.</summary>
    /// <param name="loss">The loss, or its name.</param>
    public MeanLoss(Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Loss = loss;
    }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <inheritdoc/>
    public override string Name => Loss.Name;

    internal override torch.Tensor PerSample(torch.Tensor target, ModelOutput output)
    {
        using var scope = torch.NewDisposeScope();
        var fitting = Loss.Targets == TargetKind.ClassNumbers
            ? ClassNumbers.Of(target, output.Values)
            : ClassNumbers.OneHot(target, output.Values).to_type(torch.float32);
        return Loss.PerSample(fitting, output).MoveToOuterDisposeScope();
    }
}
