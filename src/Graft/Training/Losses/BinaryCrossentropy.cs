using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>The cross-entropy of independent yes-or-no answers, in nats, as the mean over the last axis.</summary>
public sealed record BinaryCrossentropy : Loss
{
    /// <summary>Describes the loss.</summary>
    /// <param name="fromLogits">Whether the model's output is logits, not probabilities.</param>
    /// <param name="labelSmoothing">How far targets move towards one half, 0 to 1.</param>
    public BinaryCrossentropy(bool fromLogits = false, double labelSmoothing = 0)
    {
        (FromLogits, LabelSmoothing) = (fromLogits, labelSmoothing);
    }

    /// <summary>Whether the model's output is logits, not probabilities.</summary>
    public bool FromLogits { get; init; }

    /// <summary>How far targets move towards one half, 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override string Name => "binary_crossentropy";

    internal override string? Activation => "sigmoid";

    internal override Loss OnLogits() => this with { FromLogits = true };

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        return PerElement(Smooth(target, LabelSmoothing), output, FromLogits).mean([-1L]).MoveToOuterDisposeScope();
    }

    internal static torch.Tensor Smooth(torch.Tensor target, double smoothing) =>
        smoothing == 0 ? target : target.Times(1 - smoothing).Plus(0.5 * smoothing);

    internal static torch.Tensor PerElement(torch.Tensor target, torch.Tensor output, bool fromLogits)
    {
        if (fromLogits)
            return torch.nn.functional.binary_cross_entropy_with_logits(output, target, reduction: torch.nn.Reduction.None);
        var probability = Probabilities.Clip(output);
        return (target * probability.log()).Plus(target.ToOne() * probability.ToOne().log()).neg();
    }

    internal override void Check(Problems problems) => RequireSmoothing(problems, LabelSmoothing);
}
