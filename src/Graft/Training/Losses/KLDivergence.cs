using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>
/// The Kullback-Leibler divergence of the output from the target, both distributions along the last axis, in nats.
/// </summary>
public sealed record KLDivergence : Loss
{
    /// <inheritdoc/>
    public override string Name => "kl_divergence";

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var expected = target.Between(Probabilities.Epsilon, 1);
        var given = output.Between(Probabilities.Epsilon, 1);
        return (expected * (expected / given).log()).sum(-1).MoveToOuterDisposeScope();
    }
}
