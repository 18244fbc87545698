namespace Graft.Planning;

/// <summary>How a backbone is fine-tuned.</summary>
public sealed record FineTuneRecipe
{
    /// <summary>
    /// How a network is trained from random weights: at one high rate, a hundred epochs to the end of the cosine, where the last state
    /// counts.
    /// </summary>
    public static FineTuneRecipe FromScratch { get; } = new()
    {
        Epochs = 100,
        LearningRate = 1e-3,
        LayerDecay = 1,
        LabelSmoothing = 0.1,
        KeepLast = true,
    };

    /// <summary>How often all training pictures are gone through at most, at least 1; the learning rates are made for so many.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The epoch after which it ends all the same: where an earlier run was stopped; null: none.</summary>
    public int? EndAfter { get; init; }

    /// <summary>The highest learning rate, before it is multiplied for the blocks and the head. Above 0.</summary>
    public double LearningRate { get; init; } = 3e-5;

    /// <summary>What the rate is multiplied by for the head, at least 0; 0 leaves it as it was found.</summary>
    public double HeadRate { get; init; } = 1;

    /// <summary>What the rate is multiplied by for adapters, above 0: they begin at nothing.</summary>
    public double AdapterRate { get; init; } = 30;

    /// <summary>The rank of low-rank adapters, at least 1.</summary>
    public int AdapterRank { get; init; } = 8;

    /// <summary>What a low-rank adapter counts, times its rank, above 0.</summary>
    public double AdapterAlpha { get; init; } = 8;

    /// <summary>What the rate is multiplied by from one block to the one below, above 0 and at most 1.</summary>
    public double LayerDecay { get; init; } = 0.8;

    /// <summary>By what share of themselves, times the learning rate, kernels shrink at each step, at least 0.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>How strongly each weight is drawn back to where it began, times the learning rate, at least 0 (L2-SP).</summary>
    public double StartingPointDecay { get; init; }

    /// <summary>The share of the right answer that is spread over all classes in the training loss, from 0 to below 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>After so many epochs without a better state it ends, at least 1.</summary>
    public int Patience { get; init; } = 5;

    /// <summary>
    /// Whether the last state counts whatever the validation part says: where pictures that were left out have judged already.
    /// </summary>
    public bool KeepLast { get; init; }

    /// <summary>
    /// Whether augmentation may mirror pictures; null: as the head found it, where it learned from mirror images or tried to.
    /// </summary>
    public bool? Mirror { get; init; }

    /// <summary>
    /// How many views of each picture augmentation makes, at least 1: what stays frozen runs over each of them once, and epochs take turns
    /// with them. Null: a new one in each epoch.
    /// </summary>
    public int? Views { get; init; }

    /// <summary>How often what stays frozen runs over each training picture before the first step.</summary>
    internal int Looks => Math.Min(Views ?? 1, Epochs);

    /// <summary>What cannot be followed.</summary>
    internal IEnumerable<string> Problems()
    {
        if (Epochs < 1)
            yield return FormattableString.Invariant($"the number of fine-tuning epochs is {Epochs}; it must be at least 1");
        if (EndAfter < 1)
            yield return FormattableString.Invariant($"fine-tuning ends after epoch {EndAfter}; it must be at least 1");
        if (!(double.IsFinite(LearningRate) && LearningRate > 0))
            yield return FormattableString.Invariant($"the fine-tuning learning rate is {LearningRate}; it must be above 0");
        if (!(double.IsFinite(HeadRate) && HeadRate >= 0))
            yield return FormattableString.Invariant($"the head's rate in fine-tuning is {HeadRate}; it must be at least 0");
        if (!(double.IsFinite(AdapterRate) && AdapterRate > 0))
            yield return FormattableString.Invariant($"the adapters' rate in fine-tuning is {AdapterRate}; it must be above 0");
        if (AdapterRank < 1)
            yield return FormattableString.Invariant($"the adapters' rank is {AdapterRank}; it must be at least 1");
        if (!(double.IsFinite(AdapterAlpha) && AdapterAlpha > 0))
            yield return FormattableString.Invariant($"the adapters' alpha is {AdapterAlpha}; it must be above 0");
        if (LayerDecay is not (> 0 and <= 1))
            yield return FormattableString.Invariant($"the layer decay is {LayerDecay}; it must be above 0 and at most 1");
        if (!(double.IsFinite(WeightDecay) && WeightDecay >= 0))
            yield return FormattableString.Invariant($"the fine-tuning weight decay is {WeightDecay}; it must be at least 0");
        if (!(double.IsFinite(StartingPointDecay) && StartingPointDecay >= 0))
            yield return FormattableString.Invariant(
                $"the decay towards the starting point is {StartingPointDecay}; it must be at least 0");
        if (LabelSmoothing is not (>= 0 and < 1))
            yield return FormattableString.Invariant(
                $"the fine-tuning label smoothing is {LabelSmoothing}; it must be at least 0 and below 1");
        if (Views < 1)
            yield return FormattableString.Invariant($"the number of views of a picture is {Views}; it must be at least 1");
        if (Patience < 1)
            yield return FormattableString.Invariant($"the fine-tuning patience is {Patience}; it must be at least 1");
    }
}
