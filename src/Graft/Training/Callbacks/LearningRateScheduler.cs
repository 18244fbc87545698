namespace Graft.Training.Callbacks;

/// <summary>Sets the learning rate before each epoch by a function, as Keras's callback of this name does.</summary>
/// <param name="schedule">Gives the rate, from the epoch's number (from 0 on) and the rate so far.</param>
public sealed class LearningRateScheduler(Func<int, double, double> schedule) : Callback
{
    /// <inheritdoc/>
    public override void OnEpochBegin(ITrainingRun run, int epoch)
    {
        ArgumentNullException.ThrowIfNull(run);
        run.LearningRate = schedule(epoch, run.LearningRate);
    }
}
