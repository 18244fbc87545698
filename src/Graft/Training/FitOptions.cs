using Graft.Training.Callbacks;
using Graft.Training.Checkpoints;
using Graft.Training.Mixing;
using Graft.Trunk;
using Graft.Trunk.Features;

namespace Graft.Training;

/// <summary>How a model is fitted.</summary>
public sealed record FitOptions
{
    /// <summary>Samples in a batch, at least 1; 32 by default. The last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>How often all samples are gone through, at least 1; 1 by default.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>
    /// The share of the samples, taken from their end before any shuffling, that is kept for validation, 0 to below 1; 0 by
    /// default.
    /// </summary>
    public double ValidationSplit { get; init; }

    /// <summary>Whether the samples come in another order in each epoch; true by default.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Fixes everything random: the order of samples and what dropout drops; 0 by default.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// What the samples of a class count in the training loss, by the class's number; 1 for classes that are not named. The sum
    /// is divided by the number of samples, as in Keras. Null: all count the same.
    /// </summary>
    public IReadOnlyDictionary<int, double>? ClassWeights { get; init; }

    /// <summary>
    /// Makes one sample of two while the model trains, validation aside; null: none. It needs targets by class shares, as
    /// <c>categorical_crossentropy</c> takes them.
    /// </summary>
    public BatchMixing? Mixing { get; init; }

    /// <summary>
    /// What lies below the freeze boundary is computed in; <see cref="Precision.Auto"/> by default. What is saved of the model computes
    /// in fp32, so a head that was fitted in <see cref="Precision.Int8"/> sees there what it was not fitted on.
    /// </summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// What convolutions and dense layers above the boundary multiply in while they train. With <see cref="Precision.Bf16"/> a step
    /// takes about half the time; weights, their gradients and what an optimizer remembers stay in 32 bits (Micikevicius et al., 2018,
    /// arXiv:1710.03740), and validation computes in 32 bits. <see cref="Precision.Auto"/> takes it where the processor has
    /// instructions for it.
    /// </summary>
    /// <value><see cref="Precision.Fp32"/> by default; never <see cref="Precision.Int8"/>.</value>
    public Precision StepPrecision { get; init; } = Precision.Fp32;

    /// <summary>Are told what happens, in this order.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Gets a line of text after each epoch; null: none.</summary>
    public TextWriter? Log { get; init; }

    /// <summary>Is told after each batch how far training is; null: nobody.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Tells the time; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Keeps the frozen part's features of pictures from one training to the next; null: the machine's own store.</summary>
    internal FeatureStore? Store { get; init; }

    /// <summary>Where the training goes on, and where what it needs for that is kept; null: nothing is.</summary>
    internal ICheckpointing? Checkpoints { get; init; }

    internal void Check(Problems problems)
    {
        problems.Require(BatchSize >= 1, $"the batch size is {BatchSize}; it must be at least 1.");
        problems.Require(Epochs >= 1, $"the number of epochs is {Epochs}; it must be at least 1.");
        problems.Require(StepPrecision != Precision.Int8, $"steps cannot be taken in 8 bits; 16 (bf16) and 32 (fp32) can.");
        problems.Require(
            ValidationSplit is >= 0 and < 1,
            $"the validation split is {ValidationSplit}; it must be from 0 to below 1.");
        foreach (var (number, weight) in ClassWeights ?? new Dictionary<int, double>())
            problems.Require(
                number >= 0 && double.IsFinite(weight) && weight >= 0,
                $"the weight of class {number} is {weight}; classes count from 0, and weights must be finite and 0 or above.");
    }
}
