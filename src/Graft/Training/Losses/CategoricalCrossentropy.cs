using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>The cross-entropy between one-hot targets and a distribution over classes, in nats.</summary>
public sealed record CategoricalCrossentropy : Loss
{
    /// <summary>Describes the loss.</summary>
    /// <param name="fromLogits">Whether the model's output is logits, not probabilities.</param>
    /// <param name="labelSmoothing">The share of each target that is spread evenly over all classes, 0 to 1.</param>
    public CategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0)
    {
        (FromLogits, LabelSmoothing) = (fromLogits, labelSmoothing);
    }

    /// <summary>Whether the model's output is logits, not probabilities.</summary>
    public bool FromLogits { get; init; }

    /// <summary>The share of each target that is spread evenly over all classes, 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override string Name => "categorical_crossentropy";

    internal override TargetKind Targets => TargetKind.OneHot;

    internal override string? Activation => "softmax";

    internal override Loss OnLogits() => this with { FromLogits = true };

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var smooth = LabelSmoothing == 0 ? target : target.Times(1 - LabelSmoothing).Plus(LabelSmoothing / output.shape[^1]);
        var logarithms = FromLogits ? output.log_softmax(-1) : Probabilities.Normalize(output).log();
        return (smooth * logarithms).sum(-1).neg().MoveToOuterDisposeScope();
    }

    internal override void Check(Problems problems) => RequireSmoothing(problems, LabelSmoothing);
}
