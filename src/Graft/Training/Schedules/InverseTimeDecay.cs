namespace Graft.Training.Schedules;

/// <summary>The rate is divided by a number that grows with the steps: Keras's <c>InverseTimeDecay</c>.</summary>
public sealed class InverseTimeDecay : LearningRateSchedule
{
    private readonly double start;
    private readonly double decayRate;
    private readonly long decaySteps;
    private readonly bool staircase;

    /// <summary>Describes the curve: <c>initialLearningRate / (1 + decayRate * step / decaySteps)</c>.</summary>
    /// <param name="initialLearningRate">The rate of step 0.</param>
    /// <param name="decaySteps">The number of steps in which the divisor grows by <paramref name="decayRate"/>, at least
    /// 1.</param>
    /// <param name="decayRate">How fast, 0 or above.</param>
    /// <param name="staircase">Whether the rate jumps after each <paramref name="decaySteps"/> only.</param>
    /// <exception cref="TrainingException">A value is out of its range; all are named.</exception>
    public InverseTimeDecay(double initialLearningRate, long decaySteps, double decayRate, bool staircase = false)
    {
        var problems = new Problems();
        RequireRate(problems, nameof(initialLearningRate), initialLearningRate);
        RequireSteps(problems, nameof(decaySteps), decaySteps);
        problems.Require(
            double.IsFinite(decayRate) && decayRate >= 0, $"{nameof(decayRate)} is {decayRate}; it must be 0 or above.");
        problems.ThrowIfAny(nameof(InverseTimeDecay));
        (start, this.decaySteps, this.decayRate, this.staircase) = (initialLearningRate, decaySteps, decayRate, staircase);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        var times = staircase ? step / decaySteps : step / (double)decaySteps;
        return start / (1 + decayRate * times);
    }
}
