namespace Graft.Training.Schedules;

/// <summary>
/// The rate stays high for long, falls fast and stays low: a hyperbolic tangent between two of its arguments (Hsueh et al.,
/// 2018), timm's <c>TanhLRScheduler</c>.
/// </summary>
public sealed class TanhDecay : LearningRateSchedule
{
    private readonly double start;
    private readonly double end;
    private readonly long decaySteps;
    private readonly double lower;
    private readonly double upper;

    /// <summary>Describes the curve.</summary>
    /// <param name="initialLearningRate">The highest rate.</param>
    /// <param name="decaySteps">The number of steps until the end, at least 1.</param>
    /// <param name="endLearningRate">The rate after these.</param>
    /// <param name="lower">The argument at step 0; -7 by default.</param>
    /// <param name="upper">The argument at the end, above <paramref name="lower"/>; 3 by default.</param>
    /// <exception cref="TrainingException">A value is out of its range; all are named.</exception>
    public TanhDecay(
        double initialLearningRate, long decaySteps, double endLearningRate = 0, double lower = -7, double upper = 3)
    {
        var problems = new Problems();
        RequireRate(problems, nameof(initialLearningRate), initialLearningRate);
        RequireRate(problems, nameof(endLearningRate), endLearningRate);
        RequireSteps(problems, nameof(decaySteps), decaySteps);
        problems.Require(lower < upper, $"{nameof(lower)} is {lower}; it must be below {nameof(upper)}, which is {upper}.");
        problems.ThrowIfAny(nameof(TanhDecay));
        (start, end, this.decaySteps, this.lower, this.upper) = (initialLearningRate, endLearningRate, decaySteps, lower, upper);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        if (step >= decaySteps)
            return end;
        var share = step / (double)decaySteps;
        return end + 0.5 * (start - end) * (1 - Math.Tanh(lower * (1 - share) + upper * share));
    }
}
