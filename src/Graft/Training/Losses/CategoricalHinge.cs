using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>How far the best wrong class comes within 1 of the right one, whose target is 1 where the others' are 0.</summary>
public sealed record CategoricalHinge : Loss
{
    /// <inheritdoc/>
    public override string Name => "categorical_hinge";

    internal override TargetKind Targets => TargetKind.OneHot;

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var right = (target * output).sum(-1);
        var wrong = (target.ToOne() * output).amax([-1L]);
        return wrong.Minus(right).Plus(1).relu().MoveToOuterDisposeScope();
    }
}
