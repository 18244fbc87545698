using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>
/// How far each answer stays within 1 of the wrong side, as the mean over the last axis. Targets are -1 or 1; 0 and 1 are taken
/// for them.
/// </summary>
public sealed record Hinge : Loss
{
    /// <inheritdoc/>
    public override string Name => "hinge";

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var binary = (target.Is(0) | target.Is(1)).all().item<bool>();
        var sides = binary ? target.Times(2).Minus(1) : target;
        return (sides * output).ToOne().relu().mean([-1L]).MoveToOuterDisposeScope();
    }
}
