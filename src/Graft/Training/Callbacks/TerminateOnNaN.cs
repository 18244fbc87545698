namespace Graft.Training.Callbacks;

/// <summary>Ends training at once when the loss of a batch is not a finite number.</summary>
public sealed class TerminateOnNaN : Callback
{
    /// <inheritdoc/>
    public override void OnBatchEnd(ITrainingRun run, int step, double loss)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (!double.IsFinite(loss))
            run.Stop(FormattableString.Invariant($"the loss of step {step + 1} is {loss}"));
    }
}
