using Graft.Training.Callbacks;
using Graft.Trunk;

namespace Graft.Training;

/// <summary>How a network is fine-tuned: AdamW, low rates that fall from the head down, a warm-up and a cosine.</summary>
public sealed record FineTuneOptions
{
    /// <summary>How often all samples are gone through at most, at least 1.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Samples in a step, at least 1.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The highest learning rate, before it is multiplied for the blocks and the head. Above 0.</summary>
    public double LearningRate { get; init; } = 3e-5;

    /// <summary>What the rate is multiplied by for layers in none of the blocks, such as the head; at least 0, 0 to leave them.</summary>
    public double HeadRate { get; init; } = 1;

    /// <summary>What the rate is multiplied by for adapters (<c>model.AddLora()</c>), above 0: they begin at nothing.</summary>
    public double AdapterRate { get; init; } = 30;

    /// <summary>What the rate is multiplied by from one block to the one below, above 0 and at most 1.</summary>
    public double LayerDecay { get; init; } = 0.8;

    /// <summary>By what share of themselves, times the learning rate, kernels shrink at each step, at least 0.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>How strongly each weight is drawn back to where it began, times the learning rate, at least 0 (L2-SP).</summary>
    public double StartingPointDecay { get; init; }

    /// <summary>The share of all steps in which the rate rises, from 0 to 1.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>The largest norm that all gradients together may have, above 0.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>The value that tells the best state; by default the loss on the validation data.</summary>
    public string Monitor { get; init; } = "val_loss";

    /// <summary>After so many epochs without a better state it ends, at least 1.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>Fixes everything random.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// What stays frozen is computed in, and what steps multiply in (<see cref="FitOptions.StepPrecision"/>; with 8 bits for what is
    /// frozen, 32 for the steps).
    /// </summary>
    public Precision Precision { get; init; }

    /// <summary>Are told what happens, in this order; the weights of the best state come back after all of them.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Gets a line of text after each epoch; null: none.</summary>
    public TextWriter? Log { get; init; }

    /// <summary>Is told after each batch how far it is; null: nobody.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal void Check(Problems problems)
    {
        problems.Require(Epochs >= 1, $"the number of epochs is {Epochs}; it must be at least 1.");
        problems.Require(BatchSize >= 1, $"the batch size is {BatchSize}; it must be at least 1.");
        problems.Require(
            double.IsFinite(LearningRate) && LearningRate > 0, $"the learning rate is {LearningRate}; it must be above 0.");
        problems.Require(double.IsFinite(HeadRate) && HeadRate >= 0, $"the head's rate is {HeadRate}; it must be at least 0.");
        problems.Require(
            double.IsFinite(AdapterRate) && AdapterRate > 0, $"the adapters' rate is {AdapterRate}; it must be above 0.");
        problems.Require(LayerDecay is > 0 and <= 1, $"the layer decay is {LayerDecay}; it must be above 0 and at most 1.");
        problems.Require(
            double.IsFinite(WeightDecay) && WeightDecay >= 0, $"the weight decay is {WeightDecay}; it must be at least 0.");
        problems.Require(
            double.IsFinite(StartingPointDecay) && StartingPointDecay >= 0,
            $"the decay towards the starting point is {StartingPointDecay}; it must be at least 0.");
        problems.Require(WarmUp is >= 0 and <= 1, $"the warm-up is {WarmUp}; it must be from 0 to 1.");
        problems.Require(double.IsFinite(ClipNorm) && ClipNorm > 0, $"the clipping norm is {ClipNorm}; it must be above 0.");
        problems.Require(Patience >= 1, $"the patience is {Patience}; it must be at least 1.");
    }
}
