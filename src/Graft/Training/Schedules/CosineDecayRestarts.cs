namespace Graft.Training.Schedules;

/// <summary>
/// Half cosines one after the other, each starting high again: SGDR (Loshchilov and Hutter, 2016), Keras's
/// <c>CosineDecayRestarts</c>.
/// </summary>
public sealed class CosineDecayRestarts : LearningRateSchedule
{
    private readonly double start;
    private readonly double tMul;
    private readonly double mMul;
    private readonly double alpha;
    private readonly long firstDecaySteps;

    /// <summary>Describes the curve.</summary>
    /// <param name="initialLearningRate">The rate of step 0.</param>
    /// <param name="firstDecaySteps">The number of steps of the first cosine, at least 1.</param>
    /// <param name="tMul">How many times as long each cosine is as the one before, at least 1.</param>
    /// <param name="mMul">How many times as high each cosine starts as the one before, above 0.</param>
    /// <param name="alpha">The lowest rate as a share of the first one, 0 to 1.</param>
    /// <exception cref="TrainingException">A value is out of its range; all are named.</exception>
    public CosineDecayRestarts(
        double initialLearningRate, long firstDecaySteps, double tMul = 2, double mMul = 1, double alpha = 0)
    {
        var problems = new Problems();
        RequireRate(problems, nameof(initialLearningRate), initialLearningRate);
        RequireSteps(problems, nameof(firstDecaySteps), firstDecaySteps);
        problems.Require(double.IsFinite(tMul) && tMul >= 1, $"{nameof(tMul)} is {tMul}; it must be at least 1.");
        problems.Require(double.IsFinite(mMul) && mMul > 0, $"{nameof(mMul)} is {mMul}; it must be above 0.");
        problems.Require(alpha is >= 0 and <= 1, $"{nameof(alpha)} is {alpha}; it must be from 0 to 1.");
        problems.ThrowIfAny(nameof(CosineDecayRestarts));
        (start, this.firstDecaySteps) = (initialLearningRate, firstDecaySteps);
        (this.tMul, this.mMul, this.alpha) = (tMul, mMul, alpha);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        var (length, begin, restarts) = ((double)firstDecaySteps, 0.0, 0);
        if (tMul == 1)
            (restarts, begin) = ((int)(step / firstDecaySteps), step / firstDecaySteps * firstDecaySteps);
        else
            for (; step >= begin + length; restarts++)
                (begin, length) = (begin + length, length * tMul);
        var cosine = 0.5 * (1 + Math.Cos(Math.PI * (step - begin) / length)) * Math.Pow(mMul, restarts);
        return start * ((1 - alpha) * cosine + alpha);
    }
}
