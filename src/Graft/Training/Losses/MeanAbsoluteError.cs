using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>The mean absolute difference over the last axis.</summary>
public sealed record MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_error";

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        return output.Minus(target).abs().mean([-1L]).MoveToOuterDisposeScope();
    }
}
