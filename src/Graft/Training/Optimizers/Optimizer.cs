using Graft.Training.Schedules;

namespace Graft.Training.Optimizers;

/// <summary>
/// A rule by which gradients change weights, with its settings. Formulas and defaults are those of Keras 3 unless
/// <see cref="Convention"/> says otherwise. An optimizer holds no state: what it remembers of each weight belongs to the model
/// that it was compiled into, so one optimizer may serve several models.
/// </summary>
public abstract record Optimizer
{
    private const string ClippingNames =
        $"{nameof(ClipNorm)}, {nameof(GlobalClipNorm)}, {nameof(ClipValue)} and {nameof(AdaptiveClipFactor)}";

    private protected Optimizer(LearningRateSchedule learningRate) => LearningRate = learningRate;

    /// <summary>The learning rate: a number, or a schedule over the optimizer's steps.</summary>
    public LearningRateSchedule LearningRate { get; init; }

    /// <summary>Whose formulas are followed; Keras's by default.</summary>
    public Convention Convention { get; init; }

    /// <summary>
    /// Weight decay, 0 or above. Decoupled, as in Keras: before each update every weight loses this share of itself, times the
    /// learning rate. In most of torch's optimizers it is this share of the weight that is added to the gradient. Null or 0:
    /// none.
    /// </summary>
    public double? WeightDecay { get; init; }

    /// <summary>
    /// Weights whose name contains one of these words do not decay, <c>bias</c> for instance. Default: all decay.
    /// </summary>
    public IReadOnlyList<string> ExcludeFromWeightDecay { get; init; } = [];

    /// <summary>
    /// How strongly each weight is drawn back to the value with which it began to train, 0 or above; null: not at all. It works
    /// like <see cref="WeightDecay"/> with that value in the place of zero: L2-SP (Li, Grandvalet and Davoine, 2018), which keeps
    /// a fine-tuned network near the published one.
    /// </summary>
    public double? StartingPointDecay { get; init; }

    /// <summary>The weights that have rates or decays of their own; none by default.</summary>
    public IReadOnlyList<ParameterGroup> ParameterGroups { get; init; } = [];

    /// <summary>The largest norm that one weight's gradient may have, above 0; a longer gradient is scaled down to it.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The largest norm that all gradients together may have, above 0; longer ones are scaled down to it.</summary>
    public double? GlobalClipNorm { get; init; }

    /// <summary>The largest absolute value that an element of a gradient may have, above 0; larger ones are cut off.</summary>
    public double? ClipValue { get; init; }

    /// <summary>
    /// The largest norm that the gradient of a unit (all that leads to one output) may have as a share of the norm of the unit's
    /// own weights, above 0: adaptive gradient clipping (Brock et al., 2021). Units whose norm is below 0.001 count as that long.
    /// </summary>
    public double? AdaptiveClipFactor { get; init; }

    /// <summary>
    /// Of how many batches the gradients are averaged before a step is made, at least 1; 1 by default. Learning rates count the
    /// steps that are made.
    /// </summary>
    public int GradientAccumulationSteps { get; init; } = 1;

    /// <summary>A moving average of the weights, which the model gets when training ends; null: none.</summary>
    public Ema? Ema { get; init; }

    /// <summary>The optimizer of this name with Keras's defaults, or torch's or timm's where the name begins with them.</summary>
    /// <param name="name"><c>adam</c>, <c>torch.adamw</c>, <c>timm.lamb</c>, ..., in upper or lower case.</param>
    /// <exception cref="TrainingException">There is no optimizer of this name; the message lists those there are.</exception>
    public static Optimizer FromName(string name) => OptimizerNames.Find(name)
        ?? throw new TrainingException($"There is no optimizer '{name}'. Known are {string.Join(", ", OptimizerNames.All)}.");

    /// <summary>The optimizer of this name; see <see cref="FromName"/>.</summary>
    public static implicit operator Optimizer(string name) => FromName(name);

    /// <summary>What is remembered of each weight.</summary>
    internal abstract IReadOnlyList<Slot> Slots { get; }

    /// <summary>Where weight decay enters.</summary>
    internal virtual DecayRule DecayRule => Convention == Convention.Keras ? DecayRule.Decoupled : DecayRule.InGradient;

    /// <summary>The same optimizer with another momentum, for schedules that change it; itself where it has none.</summary>
    internal virtual Optimizer WithMomentum(double momentum) => this;

    /// <summary>Changes one weight in place.</summary>
    internal abstract void Update(WeightUpdate update);

    /// <summary>Checks all settings.</summary>
    /// <exception cref="TrainingException">At least one setting is out of its range; all are named.</exception>
    internal void Validate()
    {
        var problems = new Problems();
        RequireDecay(problems, nameof(WeightDecay), WeightDecay);
        RequireDecay(problems, nameof(StartingPointDecay), StartingPointDecay);
        RequirePositive(problems, nameof(ClipNorm), ClipNorm);
        RequirePositive(problems, nameof(GlobalClipNorm), GlobalClipNorm);
        RequirePositive(problems, nameof(ClipValue), ClipValue);
        RequirePositive(problems, nameof(AdaptiveClipFactor), AdaptiveClipFactor);
        var clippings = new[] { ClipNorm, GlobalClipNorm, ClipValue, AdaptiveClipFactor }.Count(value => value is not null);
        problems.Require(
            clippings <= 1,
            $"only one of {ClippingNames} may be set, {clippings} are.");
        problems.Require(
            GradientAccumulationSteps >= 1,
            $"{nameof(GradientAccumulationSteps)} is {GradientAccumulationSteps}; it must be at least 1.");
        Ema?.Check(problems);
        ParameterGroup.Check(ParameterGroups, problems);
        Check(problems);
        problems.ThrowIfAny(GetType().Name);
    }

    /// <summary>Checks the settings of this optimizer alone.</summary>
    private protected virtual void Check(Problems problems)
    {
    }

    private protected static void RequireShare(Problems problems, string name, double value) =>
        problems.Require(value is >= 0 and < 1, $"{name} is {value}; it must be from 0 to below 1.");

    private protected static void RequirePositive(Problems problems, string name, double? value) =>
        problems.Require(value is null or (> 0 and < double.PositiveInfinity), $"{name} is {value}; it must be above 0.");

    internal static void RequireDecay(Problems problems, string name, double? value) =>
        problems.Require(value is null or (>= 0 and < double.PositiveInfinity), $"{name} is {value}; it must be 0 or above.");
}
