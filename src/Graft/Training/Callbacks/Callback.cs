namespace Graft.Training.Callbacks;

/// <summary>
/// Is told what happens while <c>Fit</c> runs, and may act on it. A callback serves one run at a time and starts afresh with
/// each.
/// </summary>
public abstract class Callback
{
    /// <summary>Training is about to start.</summary>
    /// <exception cref="TrainingException">The callback cannot do its work in this run.</exception>
    public virtual void OnTrainBegin(ITrainingRun run)
    {
    }

    /// <summary>An epoch is about to start.</summary>
    /// <param name="run">The running training.</param>
    /// <param name="epoch">The epoch's number, from 0 on.</param>
    public virtual void OnEpochBegin(ITrainingRun run, int epoch)
    {
    }

    /// <summary>A step was made.</summary>
    /// <param name="run">The running training.</param>
    /// <param name="step">The step's number in its epoch, from 0 on.</param>
    /// <param name="loss">The loss of this batch alone, before the update.</param>
    public virtual void OnBatchEnd(ITrainingRun run, int step, double loss)
    {
    }

    /// <summary>An epoch has ended, its validation included.</summary>
    /// <param name="run">The running training.</param>
    /// <param name="epoch">The epoch's number, from 0 on.</param>
    /// <param name="values">The epoch's values by <see cref="ITrainingRun.ValueNames"/>.</param>
    public virtual void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values)
    {
    }

    /// <summary>Training has ended: all epochs are done, a callback stopped it, or it was cancelled.</summary>
    public virtual void OnTrainEnd(ITrainingRun run)
    {
    }
}
