using System.Text.Json;

namespace Graft.Pretraining;

/// <summary>How a network is trained from random weights, or from a teacher. Same recipe, pictures and seed: same weights.</summary>
public sealed record PretrainingRecipe
{
    /// <summary>The network, by its name among the backbones.</summary>
    public string Architecture { get; init; } = "embedded";

    /// <summary>A weights file of this network that it begins with; null: it begins with random weights.</summary>
    public string? From { get; init; }

    /// <summary>Sizes of the pictures, and for how many epochs each; small ones first take a fraction of the time.</summary>
    public IReadOnlyList<PretrainingPhase> Phases { get; init; } = [new(64, 30)];

    /// <summary>Pictures in a step, at least 1.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Of how many steps' pictures the gradients are averaged before the weights change, at least 1.</summary>
    public int GradientAccumulation { get; init; } = 1;

    /// <summary>Whether SGD with Nesterov's momentum changes the weights; AdamW does where it is false.</summary>
    public bool Sgd { get; init; }

    /// <summary>The highest learning rate; it rises, then falls along a cosine. Above 0.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>The share of all steps in which it rises, from 0 to 1.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>By what share of themselves, times the learning rate, kernels shrink at each step; biases and norms do not.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>The largest norm that all gradients together may have, above 0.</summary>
    public double ClipNorm { get; init; } = 5;

    /// <summary>How much the average of the weights keeps at each step, 0 to below 1; the average is what comes out.</summary>
    public double AverageMomentum { get; init; } = 0.999;

    /// <summary>The share of the right answer that is spread over all classes in the training loss, from 0 to below 1.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>How even mixed pictures are mixed (mixup's alpha), at least 0; 0: none are.</summary>
    public double Mixup { get; init; } = 0.2;

    /// <summary>How even pasted pictures are (CutMix's alpha), at least 0; 0: none are.</summary>
    public double CutMix { get; init; } = 1;

    /// <summary>The least share of a picture's area that a view shows, above 0 and at most 1.</summary>
    public double SmallestCrop { get; init; } = 0.35;

    /// <summary>Whether views may be mirrored.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>What is done with light, colours and shape: <c>trivial</c>, <c>rand</c> or <c>none</c>.</summary>
    public string Policy { get; init; } = "trivial";

    /// <summary>What comes from a teacher; null: the classes of the pictures alone teach.</summary>
    public TeacherRecipe? Teacher { get; init; }

    /// <summary>Fixes everything random.</summary>
    public int Seed { get; init; }

    /// <summary>All epochs together.</summary>
    public int Epochs => Phases.Sum(phase => phase.Epochs);

    /// <summary>The recipe as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PretrainingJson.Default.PretrainingRecipe);

    /// <exception cref="PretrainingException">It cannot be followed; everything that is wrong is named.</exception>
    internal void Check()
    {
        string[] problems = [.. Problems()];
        if (problems.Length > 0)
            throw new PretrainingException($"The training cannot be done as asked: {string.Join("; ", problems)}.");
    }

    private IEnumerable<string> Problems()
    {
        if (Phases.Count == 0)
            yield return "it has no epochs";
        foreach (var phase in Phases)
        {
            if (phase.Epochs < 1)
                yield return FormattableString.Invariant($"the number of epochs is {phase.Epochs}; it must be at least 1");
            if (phase.InputSize < 1)
                yield return FormattableString.Invariant($"the input size is {phase.InputSize}; it must be at least 1");
        }
        if (BatchSize < 2)
            yield return FormattableString.Invariant($"the batch size is {BatchSize}; it must be at least 2, as batch normalization needs");
        if (GradientAccumulation < 1)
            yield return FormattableString.Invariant(
                $"gradients are averaged over {GradientAccumulation} steps; it must be at least 1");
        if (!(double.IsFinite(LearningRate) && LearningRate > 0))
            yield return FormattableString.Invariant($"the learning rate is {LearningRate}; it must be above 0");
        if (WarmUp is not (>= 0 and <= 1))
            yield return FormattableString.Invariant($"the warm-up is {WarmUp}; it must be from 0 to 1");
        if (!(double.IsFinite(WeightDecay) && WeightDecay >= 0))
            yield return FormattableString.Invariant($"the weight decay is {WeightDecay}; it must be at least 0");
        if (!(double.IsFinite(ClipNorm) && ClipNorm > 0))
            yield return FormattableString.Invariant($"the clipping norm is {ClipNorm}; it must be above 0");
        if (AverageMomentum is not (>= 0 and < 1))
            yield return FormattableString.Invariant(
                $"the momentum of the average is {AverageMomentum}; it must be at least 0 and below 1");
        if (LabelSmoothing is not (>= 0 and < 1))
            yield return FormattableString.Invariant($"the label smoothing is {LabelSmoothing}; it must be at least 0 and below 1");
        if (!(double.IsFinite(Mixup) && Mixup >= 0 && double.IsFinite(CutMix) && CutMix >= 0))
            yield return FormattableString.Invariant($"mixup is {Mixup} and CutMix is {CutMix}; both must be at least 0");
        if (SmallestCrop is not (> 0 and <= 1))
            yield return FormattableString.Invariant($"the smallest crop is {SmallestCrop}; it must be above 0 and at most 1");
        if (Policy is not ("none" or "trivial" or "rand"))
            yield return $"the policy is '{Policy}'; it must be none, trivial or rand";
        foreach (var problem in Teacher?.Problems() ?? [])
            yield return problem;
    }
}
