namespace Graft.Training.Schedules;

/// <summary>A line up to the rate of another schedule (Goyal et al., 2017), which large rates need at the start.</summary>
public sealed class WarmUp : LearningRateSchedule
{
    private readonly LearningRateSchedule then;
    private readonly long steps;
    private readonly double start;
    private readonly bool delays;

    /// <summary>Puts a warm-up before a schedule.</summary>
    /// <param name="then">What follows; the warm-up rises to its first rate.</param>
    /// <param name="steps">The number of steps of the warm-up, at least 1.</param>
    /// <param name="start">The rate of step 0.</param>
    /// <param name="delays">
    /// Whether the schedule begins after the warm-up, so that all takes longer; if not, the warm-up takes the place of its first
    /// steps, as in timm without <c>warmup_prefix</c>.
    /// </param>
    /// <exception cref="TrainingException">A value is out of its range; all are named.</exception>
    public WarmUp(LearningRateSchedule then, long steps, double start = 0, bool delays = true)
    {
        ArgumentNullException.ThrowIfNull(then);
        var problems = new Problems();
        RequireRate(problems, nameof(start), start);
        RequireSteps(problems, nameof(steps), steps);
        problems.ThrowIfAny(nameof(WarmUp));
        (this.then, this.steps, this.start, this.delays) = (then, steps, start, delays);
    }

    /// <inheritdoc/>
    public override double At(long step) =>
        step < steps ? start + (then.At(0) - start) * step / steps : then.At(Own(step));

    /// <inheritdoc/>
    public override double? MomentumAt(long step) => then.MomentumAt(Own(step));

    private long Own(long step) => delays ? Math.Max(step - steps, 0) : step;
}
