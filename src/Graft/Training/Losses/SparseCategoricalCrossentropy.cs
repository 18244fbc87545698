using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>The cross-entropy between class numbers and a distribution over classes, in nats.</summary>
public sealed record SparseCategoricalCrossentropy : Loss
{
    /// <summary>Describes the loss.</summary>
    /// <param name="fromLogits">Whether the model's output is logits, not probabilities.</param>
    public SparseCategoricalCrossentropy(bool fromLogits = false) => FromLogits = fromLogits;

    /// <summary>Whether the model's output is logits, not probabilities.</summary>
    public bool FromLogits { get; init; }

    /// <inheritdoc/>
    public override string Name => "sparse_categorical_crossentropy";

    internal override TargetKind Targets => TargetKind.ClassNumbers;

    internal override string? Activation => "softmax";

    internal override Loss OnLogits() => this with { FromLogits = true };

    internal override torch.Tensor PerSample(torch.Tensor target, torch.Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        // Keras takes the logarithm of clipped probabilities for logits, which scales them to a sum of 1 once more.
        var logits = FromLogits ? output : Probabilities.Clip(output).log();
        return logits.log_softmax(-1).gather(-1, target.unsqueeze(-1)).squeeze(-1).neg().MoveToOuterDisposeScope();
    }
}
