using Graft.Engine;
using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>Categorical cross-entropy that gives answers which are already right little weight (Lin et al., 2017).</summary>
public sealed record CategoricalFocalCrossentropy : Loss
{
    /// <summary>Describes the loss.</summary>
    /// <param name="alpha">Factor of the whole loss, 0 or above.</param>
    /// <param name="gamma">How fast the weight falls with the probability of the right class, 0 or above.</param>
    /// <param name="fromLogits">Whether the model's output is logits, not probabilities.</param>
    /// <param name="labelSmoothing">The share of each target that is spread evenly over all classes, 0 to 1.</param>
    public CategoricalFocalCrossentropy(
        double alpha = 0.25, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0)
    {
        (Alpha, Gamma, FromLogits, LabelSmoothing) = (alpha, gamma, fromLogits, labelSmoothing);
    }

    /// <summary>Factor of the whole loss, 0 or above.</summary>
    public double Alpha { get; init; }

    /// <summary>How fast the weight falls with the probability of the right class, 0 or above.</summary>
    public double Gamma { get; init; }

    /// <summary>Whether the model's output is logits, not probabilities.</summary>
    public bool FromLogits { get; init; }

    /// <summary>The share of each target that is spread evenly over all classes, 0 to 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override string Name => "categorical_focal_crossentropy";

    internal override TargetKind Targets => TargetKind.OneHot;

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var smooth = LabelSmoothing == 0 ? target : target.Times(1 - LabelSmoothing).Plus(LabelSmoothing / output.shape[^1]);
        var probability = Probabilities.Normalize(FromLogits ? output.softmax(-1) : output);
        return (probability.ToOne().ToPower(Gamma).Times(Alpha) * smooth * probability.log()).sum(-1).neg().MoveToOuterDisposeScope();
    }

    internal override void Check(Problems problems)
    {
        FocalSettings.Check(problems, Alpha, Gamma);
        RequireSmoothing(problems, LabelSmoothing);
    }
}
