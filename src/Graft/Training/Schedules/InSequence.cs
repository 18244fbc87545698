namespace Graft.Training.Schedules;

/// <summary>Schedules one after the other, each of which counts its own steps: torch's <c>SequentialLR</c>.</summary>
public sealed class InSequence : LearningRateSchedule
{
    private readonly LearningRateSchedule[] schedules;
    private readonly long[] milestones;

    /// <summary>Describes the sequence.</summary>
    /// <param name="schedules">The schedules, at least one.</param>
    /// <param name="milestones">The steps with which the second one begins, the third, ..., in rising order.</param>
    /// <exception cref="TrainingException">The numbers do not match, or the milestones do not rise.</exception>
    public InSequence(IReadOnlyList<LearningRateSchedule> schedules, IReadOnlyList<long> milestones)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        ArgumentNullException.ThrowIfNull(milestones);
        var problems = new Problems();
        problems.Require(
            schedules.Count == milestones.Count + 1,
            $"{schedules.Count} schedules need {schedules.Count - 1} milestones, {milestones.Count} were given.");
        for (var i = 0; i < milestones.Count; i++)
            problems.Require(
                milestones[i] > (i == 0 ? 0 : milestones[i - 1]),
                $"milestone {i} is {milestones[i]}; milestones must rise from above 0.");
        problems.ThrowIfAny(nameof(InSequence));
        (this.schedules, this.milestones) = ([.. schedules], [.. milestones]);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        var (schedule, own) = Of(step);
        return schedule.At(own);
    }

    /// <inheritdoc/>
    public override double? MomentumAt(long step)
    {
        var (schedule, own) = Of(step);
        return schedule.MomentumAt(own);
    }

    private (LearningRateSchedule Schedule, long Step) Of(long step)
    {
        var part = milestones.Count(milestone => step >= milestone);
        return (schedules[part], part == 0 ? step : step - milestones[part - 1]);
    }
}
