using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>Binary cross-entropy that gives answers which are already right little weight (Lin et al., 2017).</summary>
public sealed record BinaryFocalCrossentropy : Loss
{
    /// <summary>Describes the loss.</summary>
    /// <param name="applyClassBalancing">Whether positive answers weigh alpha and negative ones the rest of 1.</param>
    /// <param name="alpha">The weight of positive answers where classes are balanced, 0 to 1.</param>
    /// <param name="gamma">How fast the weight falls with the probability of the right answer, 0 or above.</param>
    /// <param name="fromLogits">Whether the model's output is logits, not probabilities.</param>
    /// <param name="labelSmoothing">How far targets move towards one half, 0 to 1.</param>
    public BinaryFocalCrossentropy(
        bool applyClassBalancing = false,
        double alpha = 0.25,
        double gamma = 2,
        bool fromLogits = false,
        double labelSmoothing = 0)
    {
        ApplyClassBalancing = applyClassBalancing;
        Alpha = alpha;
        Gamma = gamma;
        FromLogits = fromLogits;
        LabelSmoothing = labelSmoothing;
    }

    /// <summary>Whether positive answers weigh alpha and negative ones the rest of 1.</summary>
    public bool ApplyClassBalancing { get; init; }

    /// <summary>The weight of positive answers where classes are balanced, 0 to 1.</summary>
    public double Alpha { get; init; }

    /// <summary>How fast the weight falls with the probability of the right answer, 0 or above.</summary>
    public double Gamma { get; init; }

    /// <summary>Whether the model's output is logits, not probabilities.</summary>
    public bool FromLogits { get; init; }

    /// <summary>How far targets move towards one half, 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override string Name => "binary_focal_crossentropy";

    internal override string? Activation => "sigmoid";

    internal override Loss OnLogits() => this with { FromLogits = true };

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var smooth = BinaryCrossentropy.Smooth(target, LabelSmoothing);
        var probability = FromLogits ? output.sigmoid() : output;
        var right = (smooth * probability).Plus(smooth.ToOne() * probability.ToOne());
        var loss = right.ToOne().ToPower(Gamma) * BinaryCrossentropy.PerElement(smooth, output, FromLogits);
        if (ApplyClassBalancing)
            loss *= smooth.Times(Alpha).Plus(smooth.ToOne().Times(1 - Alpha));
        return loss.mean([-1L]).MoveToOuterDisposeScope();
    }

    internal override void Check(Problems problems)
    {
        FocalSettings.Check(problems, Alpha, Gamma);
        RequireSmoothing(problems, LabelSmoothing);
    }
}
