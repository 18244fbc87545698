namespace Graft.Training.Schedules;

/// <summary>
/// The rate rises and falls along lines again and again while the momentum goes the other way (Smith, 2015): torch's
/// <c>CyclicLR</c>.
/// </summary>
public sealed class CyclicalRate : LearningRateSchedule
{
    private readonly double lowest;
    private readonly double highest;
    private readonly long stepsUp;
    private readonly bool halving;
    private readonly double baseMomentum;
    private readonly double maxMomentum;

    /// <summary>Describes the waves.</summary>
    /// <param name="baseLearningRate">The lowest rate, that of step 0.</param>
    /// <param name="maxLearningRate">The highest rate.</param>
    /// <param name="stepsUp">The number of steps of a rise, and of a fall, at least 1.</param>
    /// <param name="halving">Whether each wave is half as high as the one before (<c>triangular2</c>).</param>
    /// <param name="baseMomentum">The momentum at the highest rate, 0 to below 1; 0.8 by default.</param>
    /// <param name="maxMomentum">The momentum at the lowest rate, 0 to below 1; 0.9 by default.</param>
    /// <exception cref="TrainingException">A value is out of its range; all are named.</exception>
    public CyclicalRate(
        double baseLearningRate,
        double maxLearningRate,
        long stepsUp,
        bool halving = false,
        double baseMomentum = 0.8,
        double maxMomentum = 0.9)
    {
        var problems = new Problems();
        RequireRate(problems, nameof(baseLearningRate), baseLearningRate);
        RequireRate(problems, nameof(maxLearningRate), maxLearningRate);
        RequireSteps(problems, nameof(stepsUp), stepsUp);
        RequireMomentum(problems, nameof(baseMomentum), baseMomentum);
        RequireMomentum(problems, nameof(maxMomentum), maxMomentum);
        problems.ThrowIfAny(nameof(CyclicalRate));
        (lowest, highest, this.stepsUp, this.halving) = (baseLearningRate, maxLearningRate, stepsUp, halving);
        (this.baseMomentum, this.maxMomentum) = (baseMomentum, maxMomentum);
    }

    /// <inheritdoc/>
    public override double At(long step) => lowest + (highest - lowest) * Height(step);

    /// <inheritdoc/>
    public override double? MomentumAt(long step) => maxMomentum - (maxMomentum - baseMomentum) * Height(step);

    /// <summary>From 0 at the foot of a wave to 1 at the top of the first one.</summary>
    private double Height(long step)
    {
        var (wave, within) = Math.DivRem(step, 2 * stepsUp);
        var height = (within <= stepsUp ? within : 2 * stepsUp - within) / (double)stepsUp;
        return halving ? height / Math.Pow(2, wave) : height;
    }
}
