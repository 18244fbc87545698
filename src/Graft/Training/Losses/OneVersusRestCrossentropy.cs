using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>
/// The cross-entropy of a yes-or-no answer for each class by itself, as the mean over the classes, for networks that end in a
/// sigmoid: the loss of "ResNet strikes back" (Wightman, Touvron and Jegou, 2021), timm's <c>BinaryCrossEntropy</c>. With a
/// threshold, mixed pictures are of both classes, not half of each.
/// </summary>
public sealed record OneVersusRestCrossentropy : Loss
{
    /// <summary>Describes the loss.</summary>
    /// <param name="fromLogits">Whether the model's output is logits, not probabilities.</param>
    /// <param name="labelSmoothing">The share of each target that is spread evenly over all classes, 0 to 1.</param>
    /// <param name="targetThreshold">
    /// Targets above it count as 1 and others as 0, from 0 to below 1; null: targets count as they are.
    /// </param>
    /// <param name="sumClasses">Whether the classes are summed instead of averaged.</param>
    public OneVersusRestCrossentropy(
        bool fromLogits = false, double labelSmoothing = 0, double? targetThreshold = null, bool sumClasses = false)
    {
        FromLogits = fromLogits;
        (LabelSmoothing, TargetThreshold, SumClasses) = (labelSmoothing, targetThreshold, sumClasses);
    }

    /// <summary>Whether the model's output is logits, not probabilities.</summary>
    public bool FromLogits { get; init; }

    /// <summary>The share of each target that is spread evenly over all classes, 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Targets above it count as 1 and others as 0; null: targets count as they are.</summary>
    public double? TargetThreshold { get; init; }

    /// <summary>Whether the classes are summed instead of averaged.</summary>
    public bool SumClasses { get; init; }

    /// <inheritdoc/>
    public override string Name => "one_versus_rest_crossentropy";

    internal override TargetKind Targets => TargetKind.OneHot;

    internal override string? Activation => "sigmoid";

    internal override Loss OnLogits() => this with { FromLogits = true };

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var wanted = LabelSmoothing == 0 ? target : target.Times(1 - LabelSmoothing).Plus(LabelSmoothing / output.shape[^1]);
        if (TargetThreshold is { } threshold)
            wanted = wanted.IsAbove(threshold).to_type(output.dtype);
        var each = BinaryCrossentropy.PerElement(wanted, output, FromLogits);
        return (SumClasses ? each.sum(-1) : each.mean([-1L])).MoveToOuterDisposeScope();
    }

    internal override void Check(Problems problems)
    {
        RequireSmoothing(problems, LabelSmoothing);
        problems.Require(
            TargetThreshold is null or (>= 0 and < 1),
            $"{nameof(TargetThreshold)} is {TargetThreshold}; it must be from 0 to below 1.");
    }
}
