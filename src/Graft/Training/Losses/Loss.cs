using TorchSharp;

namespace Graft.Training.Losses;

/// <summary>
/// How wrong an output is, as a number that training makes small. Formulas, defaults and names are those of Keras 3: a value for
/// each sample, and the mean of them. A loss that expects probabilities is computed from the logits where the model ends in the
/// matching activation.
/// </summary>
public abstract record Loss
{
    private protected Loss()
    {
    }

    /// <summary>Keras's name of the loss, <c>categorical_crossentropy</c> for instance.</summary>
    public abstract string Name { get; }

    /// <summary>The loss of this name with Keras's defaults.</summary>
    /// <param name="name">Keras's name or its short form (<c>mse</c>), in upper or lower case.</param>
    /// <exception cref="TrainingException">There is no loss of this name; the message lists those there are.</exception>
    public static Loss FromName(string name) => LossNames.Find(name)
        ?? throw new TrainingException($"There is no loss '{name}'. Known are {string.Join(", ", LossNames.All)}.");

    /// <summary>The loss of this name with Keras's defaults; see <see cref="FromName"/>.</summary>
    public static implicit operator Loss(string name) => FromName(name);

    /// <summary>What the targets of this loss hold.</summary>
    internal virtual TargetKind Targets => TargetKind.Values;

    /// <summary>
    /// The activation (Keras's name) from whose input <see cref="OnLogits"/> computes more exactly than from its output; null:
    /// there is none.
    /// </summary>
    internal virtual string? Activation => null;

    /// <summary>The same loss for the inputs of <see cref="Activation"/>.</summary>
    internal virtual Loss OnLogits() => this;

    /// <summary>The loss of each sample: the last axis is used up.</summary>
    /// <param name="target">The right answers: class numbers <c>[batch, ...]</c> (int64) where <see cref="Targets"/> says so,
    /// else floats of the output's shape.</param>
    /// <param name="output">The model's output, <c>[batch, ..., values]</c>.</param>
    internal abstract torch.Tensor PerSample(torch.Tensor target, torch.Tensor output);

    /// <summary>The loss of each sample, from the logits where the output has those that fit.</summary>
    internal torch.Tensor PerSample(torch.Tensor target, ModelOutput output) =>
        output.Logits is not null && output.Activation == Activation
            ? OnLogits().PerSample(target, output.Logits)
            : PerSample(target, output.Values);

    /// <summary>Notes every setting that is out of its range.</summary>
    internal virtual void Check(Problems problems)
    {
    }

    private protected static void RequireSmoothing(Problems problems, double smoothing) =>
        problems.Require(smoothing is >= 0 and <= 1, $"LabelSmoothing is {smoothing}; it must be from 0 to 1.");
}
