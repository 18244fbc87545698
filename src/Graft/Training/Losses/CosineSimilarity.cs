using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>Minus the cosine of the angle between target and output along the last axis, from -1 (same direction) to 1.</summary>
public sealed record CosineSimilarity : Loss
{
    private const double SmallestNorm = 1e-12;

    /// <inheritdoc/>
    public override string Name => "cosine_similarity";

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        return (Unit(target) * Unit(output)).sum(-1).neg().MoveToOuterDisposeScope();
    }

    private static torch.Tensor Unit(torch.Tensor vectors) =>
        vectors * vectors.Squared().sum(-1, keepdim: true).AtLeast(SmallestNorm).rsqrt();
}
