namespace Graft.Training.Schedules;

/// <summary>The rate falls by the same factor in every so many steps: Keras's <c>ExponentialDecay</c>.</summary>
public sealed class ExponentialDecay : LearningRateSchedule
{
    private readonly double start;
    private readonly double factor;
    private readonly long decaySteps;
    private readonly bool staircase;

    /// <summary>Describes the curve: <c>initialLearningRate * decayRate ^ (step / decaySteps)</c>.</summary>
    /// <param name="initialLearningRate">The rate of step 0.</param>
    /// <param name="decaySteps">The number of steps in which the rate is multiplied by <paramref name="decayRate"/> once, at
    /// least 1.</param>
    /// <param name="decayRate">The factor, above 0.</param>
    /// <param name="staircase">Whether the rate jumps after each <paramref name="decaySteps"/> instead of falling with every
    /// step.</param>
    /// <exception cref="TrainingException">A value is out of its range; all are named.</exception>
    public ExponentialDecay(double initialLearningRate, long decaySteps, double decayRate, bool staircase = false)
    {
        var problems = new Problems();
        RequireRate(problems, nameof(initialLearningRate), initialLearningRate);
        problems.Require(decaySteps >= 1, $"{nameof(decaySteps)} is {decaySteps}; it must be at least 1.");
        problems.Require(
            double.IsFinite(decayRate) && decayRate > 0,
            $"{nameof(decayRate)} is {decayRate}; it must be a finite number above 0.");
        problems.ThrowIfAny(nameof(ExponentialDecay));
        (start, factor, this.decaySteps, this.staircase) = (initialLearningRate, decayRate, decaySteps, staircase);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        var times = staircase ? step / decaySteps : step / (double)decaySteps;
        return start * Math.Pow(factor, times);
    }
}
