using Graft.Training.Schedules;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Optimizers;

/// <summary>
/// A rule by which gradients change weights, with its settings. Formulas and defaults are those of Keras 3. An optimizer holds no
/// state: what it remembers of each weight belongs to the model that it was compiled into, so one optimizer may serve several
/// models.
/// </summary>
public abstract record Optimizer
{
    private protected Optimizer(LearningRateSchedule learningRate) => LearningRate = learningRate;

    /// <summary>The learning rate: a number, or a schedule over the optimizer's steps.</summary>
    public LearningRateSchedule LearningRate { get; init; }

    /// <summary>
    /// Decoupled weight decay, 0 or above: before each update every weight loses this share of itself, times the learning rate.
    /// Null or 0: none.
    /// </summary>
    public double? WeightDecay { get; init; }

    /// <summary>
    /// Weights whose name contains one of these words do not decay, <c>bias</c> for instance. Default: all decay.
    /// </summary>
    public IReadOnlyList<string> ExcludeFromWeightDecay { get; init; } = [];

    /// <summary>The largest norm that one weight's gradient may have, above 0; a longer gradient is scaled down to it.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The largest norm that all gradients together may have, above 0; longer ones are scaled down to it.</summary>
    public double? GlobalClipNorm { get; init; }

    /// <summary>The largest absolute value that an element of a gradient may have, above 0; larger ones are cut off.</summary>
    public double? ClipValue { get; init; }

    /// <summary>The optimizer of this name with Keras's defaults.</summary>
    /// <param name="name"><c>adam</c>, <c>adamw</c>, <c>sgd</c> or <c>rmsprop</c>, in upper or lower case.</param>
    /// <exception cref="TrainingException">There is no optimizer of this name.</exception>
    public static Optimizer FromName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant() switch
        {
            "adam" => new Adam(),
            "adamw" => new AdamW(),
            "sgd" => new SGD(),
            "rmsprop" => new RMSprop(),
            _ => throw new TrainingException($"There is no optimizer '{name}'. Known are adam, adamw, sgd and rmsprop."),
        };
    }

    /// <summary>The optimizer of this name with Keras's defaults; see <see cref="FromName"/>.</summary>
    public static implicit operator Optimizer(string name) => FromName(name);

    /// <summary>
    /// The names of what is remembered of each weight; each is a tensor of the weight's shape that starts at zero.
    /// </summary>
    internal abstract IReadOnlyList<string> Slots { get; }

    /// <summary>Changes one weight in place.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="gradient">Its gradient, clipped; may be overwritten.</param>
    /// <param name="slots">What is remembered of the weight, in the order of <see cref="Slots"/>; changed in place.</param>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="step">How many updates this weight has had with this one, from 1 on.</param>
    internal abstract void Update(Tensor weight, Tensor gradient, IReadOnlyList<Tensor> slots, double rate, long step);

    /// <summary>Checks all settings.</summary>
    /// <exception cref="TrainingException">At least one setting is out of its range; all are named.</exception>
    internal void Validate()
    {
        var problems = new Problems();
        problems.Require(
            WeightDecay is null or (>= 0 and < double.PositiveInfinity),
            $"{nameof(WeightDecay)} is {WeightDecay}; it must be 0 or above.");
        RequirePositive(problems, nameof(ClipNorm), ClipNorm);
        RequirePositive(problems, nameof(GlobalClipNorm), GlobalClipNorm);
        RequirePositive(problems, nameof(ClipValue), ClipValue);
        var clippings = new[] { ClipNorm, GlobalClipNorm, ClipValue }.Count(value => value is not null);
        problems.Require(
            clippings <= 1,
            $"only one of {nameof(ClipNorm)}, {nameof(GlobalClipNorm)} and {nameof(ClipValue)} may be set, {clippings} are.");
        Check(problems);
        problems.ThrowIfAny(GetType().Name);
    }

    /// <summary>Checks the settings of this optimizer alone.</summary>
    private protected abstract void Check(Problems problems);

    private protected static void RequireShare(Problems problems, string name, double value) =>
        problems.Require(value is >= 0 and < 1, $"{name} is {value}; it must be from 0 to below 1.");

    private protected static void RequirePositive(Problems problems, string name, double? value) =>
        problems.Require(value is null or (> 0 and < double.PositiveInfinity), $"{name} is {value}; it must be above 0.");
}
