using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>Half the squared difference near zero and linear beyond, as the mean over the last axis.</summary>
public sealed record Huber : Loss
{
    /// <summary>Describes the loss.</summary>
    /// <param name="delta">The difference from which on the loss is linear, above 0.</param>
    public Huber(double delta = 1) => Delta = delta;

    /// <summary>The difference from which on the loss is linear, above 0.</summary>
    public double Delta { get; init; }

    /// <inheritdoc/>
    public override string Name => "huber";

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var distance = output.Minus(target).abs();
        var near = distance.AtMost(Delta);
        return (near * distance.Plus(near, -0.5)).mean([-1L]).MoveToOuterDisposeScope();
    }

    internal override void Check(Problems problems) =>
        problems.Require(Delta is > 0 and < double.PositiveInfinity, $"Delta is {Delta}; it must be above 0.");
}
