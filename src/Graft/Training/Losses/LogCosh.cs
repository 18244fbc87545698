using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>The logarithm of the hyperbolic cosine of the difference, as the mean over the last axis.</summary>
public sealed record LogCosh : Loss
{
    private static readonly double LogarithmOfTwo = Math.Log(2);

    /// <inheritdoc/>
    public override string Name => "log_cosh";

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var difference = output.Minus(target);
        return torch.logaddexp(difference, -difference).Minus(LogarithmOfTwo).mean([-1L]).MoveToOuterDisposeScope();
    }
}
