namespace Graft.Training.Sessions;

/// <summary>Estimates how long a training will still take, from how long it took so far.</summary>
internal sealed class TimeLeft(TimeProvider clock, int epochs, int steps, int validationSteps)
{
    // A step of validation has no backward pass, which costs about twice what the forward pass does.
    private const double ValidationCost = 1.0 / 3;

    private readonly long start = clock.GetTimestamp();
    private readonly double workOfEpoch = steps + validationSteps * ValidationCost;

    private double doneBefore;

    public TimeSpan Elapsed => clock.GetElapsedTime(start);

    /// <summary>The time to the end of the last epoch; null before the first step is done.</summary>
    public TimeSpan? After(int epoch, int stepsDone, int validationStepsDone)
    {
        var done = epoch * workOfEpoch + stepsDone + validationStepsDone * ValidationCost;
        var own = done - doneBefore;
        return own <= 0 ? null : Elapsed * ((epochs * workOfEpoch - done) / own);
    }

    /// <summary>What an earlier run has done took no time of this one.</summary>
    public void Skip(int epoch, int stepsDone) => doneBefore = epoch * workOfEpoch + stepsDone;
}
