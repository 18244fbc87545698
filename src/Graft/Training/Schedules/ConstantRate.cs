namespace Graft.Training.Schedules;

/// <summary>The same rate at every step; callbacks may change it between epochs.</summary>
public sealed class ConstantRate : LearningRateSchedule
{
    /// <summary>Keeps one rate.</summary>
    /// <exception cref="TrainingException">The rate is negative or not a finite number.</exception>
    public ConstantRate(double rate)
    {
        var problems = new Problems();
        RequireRate(problems, "the rate", rate);
        problems.ThrowIfAny("Learning rate");
        Rate = rate;
    }

    /// <summary>The rate, 0 or above.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    public override double At(long step) => Rate;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Rate}");
}
