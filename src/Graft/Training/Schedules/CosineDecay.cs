namespace Graft.Training.Schedules;

/// <summary>
/// Half a cosine from the starting rate down to a share of it, optionally after a linear warm-up: Keras's <c>CosineDecay</c>,
/// after Loshchilov and Hutter, SGDR (2016). The steps of the warm-up come before those of the decay and are not part of them.
/// </summary>
public sealed class CosineDecay : LearningRateSchedule
{
    private readonly double start;
    private readonly double peak;
    private readonly double alpha;
    private readonly long decaySteps;
    private readonly long warmupSteps;

    /// <summary>Describes the curve.</summary>
    /// <param name="initialLearningRate">The rate of step 0.</param>
    /// <param name="decaySteps">The number of steps of the cosine, at least 1.</param>
    /// <param name="alpha">The last rate as a share of the highest one, 0 to 1.</param>
    /// <param name="warmupTarget">The rate at the end of the warm-up; null: no warm-up.</param>
    /// <param name="warmupSteps">The number of steps of the warm-up.</param>
    /// <exception cref="TrainingException">A value is out of its range; all are named.</exception>
    public CosineDecay(
        double initialLearningRate,
        long decaySteps,
        double alpha = 0,
        double? warmupTarget = null,
        long warmupSteps = 0)
    {
        var problems = new Problems();
        RequireRate(problems, nameof(initialLearningRate), initialLearningRate);
        problems.Require(decaySteps >= 1, $"{nameof(decaySteps)} is {decaySteps}; it must be at least 1.");
        problems.Require(alpha is >= 0 and <= 1, $"{nameof(alpha)} is {alpha}; it must be from 0 to 1.");
        problems.Require(warmupSteps >= 0, $"{nameof(warmupSteps)} is {warmupSteps}; it must not be negative.");
        if (warmupTarget is { } target)
            RequireRate(problems, nameof(warmupTarget), target);
        else
            problems.Require(warmupSteps <= 0, $"{nameof(warmupSteps)} is {warmupSteps}, without {nameof(warmupTarget)}.");
        problems.ThrowIfAny(nameof(CosineDecay));
        (start, peak, this.alpha) = (initialLearningRate, warmupTarget ?? initialLearningRate, alpha);
        (this.decaySteps, this.warmupSteps) = (decaySteps, warmupSteps);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        if (step < warmupSteps)
            return start + (peak - start) * step / warmupSteps;
        var fraction = Math.Min(step - warmupSteps, decaySteps) / (double)decaySteps;
        return peak * ((1 - alpha) * 0.5 * (1 + Math.Cos(Math.PI * fraction)) + alpha);
    }
}
