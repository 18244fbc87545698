using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>The mean squared difference over the last axis.</summary>
public sealed record MeanSquaredError : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        return output.Minus(target).Squared().mean([-1L]).MoveToOuterDisposeScope();
    }
}
