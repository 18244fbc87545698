namespace Graft.Training.Schedules;

/// <summary>The rate falls to an end along a power of the steps that are left: Keras's <c>PolynomialDecay</c>.</summary>
public sealed class PolynomialDecay : LearningRateSchedule
{
    private readonly double start;
    private readonly double end;
    private readonly double power;
    private readonly long decaySteps;
    private readonly bool cycle;

    /// <summary>Describes the curve.</summary>
    /// <param name="initialLearningRate">The rate of step 0.</param>
    /// <param name="decaySteps">The number of steps until the end, at least 1.</param>
    /// <param name="endLearningRate">The last rate.</param>
    /// <param name="power">The power, above 0; 1 is a line.</param>
    /// <param name="cycle">
    /// Whether the rate, having come to its end, rises again and falls in twice, three times, ... the steps.
    /// </param>
    /// <exception cref="TrainingException">A value is out of its range; all are named.</exception>
    public PolynomialDecay(
        double initialLearningRate, long decaySteps, double endLearningRate = 1e-4, double power = 1, bool cycle = false)
    {
        var problems = new Problems();
        RequireRate(problems, nameof(initialLearningRate), initialLearningRate);
        RequireRate(problems, nameof(endLearningRate), endLearningRate);
        RequireSteps(problems, nameof(decaySteps), decaySteps);
        problems.Require(double.IsFinite(power) && power > 0, $"{nameof(power)} is {power}; it must be above 0.");
        problems.ThrowIfAny(nameof(PolynomialDecay));
        (start, end, this.decaySteps, this.power, this.cycle) = (initialLearningRate, endLearningRate, decaySteps, power, cycle);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        var length = cycle ? decaySteps * Math.Max(1, Math.Ceiling(step / (double)decaySteps)) : decaySteps;
        return (start - end) * Math.Pow(1 - Math.Min(step, length) / length, power) + end;
    }
}
