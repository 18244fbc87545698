using Graft.Training.Checkpoints;

namespace Graft.Training.Callbacks;

/// <summary>
/// Lowers the learning rate when a value has not improved for some epochs, as Keras's callback of this name does.
/// </summary>
public sealed class ReduceLROnPlateau : Callback, IKeepsState
{
    private readonly MonitoredValue monitored;
    private readonly double factor;
    private readonly int patience;
    private readonly int cooldown;
    private readonly double minimum;
    private double? best;
    private int wait;
    private int resting;

    /// <summary>Describes when to lower the rate, and how far.</summary>
    /// <param name="monitor">The name of the value to watch.</param>
    /// <param name="factor">What the rate is multiplied by, 0 to below 1.</param>
    /// <param name="patience">After how many epochs without improvement the rate falls.</param>
    /// <param name="mode">Which way the value should go.</param>
    /// <param name="minDelta">By how much the value must change to count as improved; absolute.</param>
    /// <param name="cooldown">How many epochs after a reduction do not count.</param>
    /// <param name="minLearningRate">The rate does not fall below this, 0 or above.</param>
    /// <exception cref="TrainingException">A setting is out of its range; all are named.</exception>
    public ReduceLROnPlateau(
        string monitor = "val_loss",
        double factor = 0.1,
        int patience = 10,
        MonitorMode mode = MonitorMode.Auto,
        double minDelta = 1e-4,
        int cooldown = 0,
        double minLearningRate = 0)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        var problems = new Problems();
        problems.Require(factor is >= 0 and < 1, $"{nameof(factor)} is {factor}; it must be from 0 to below 1.");
        problems.Require(patience >= 0, $"{nameof(patience)} is {patience}; it must not be negative.");
        problems.Require(double.IsFinite(minDelta), $"{nameof(minDelta)} is {minDelta}; it must be a finite number.");
        problems.Require(cooldown >= 0, $"{nameof(cooldown)} is {cooldown}; it must not be negative.");
        problems.Require(minLearningRate >= 0, $"{nameof(minLearningRate)} is {minLearningRate}; it must be 0 or above.");
        problems.ThrowIfAny(nameof(ReduceLROnPlateau));
        monitored = new MonitoredValue(monitor, mode, minDelta);
        (this.factor, this.patience, this.cooldown, minimum) = (factor, patience, cooldown, minLearningRate);
    }

    /// <inheritdoc/>
    public override void OnTrainBegin(ITrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        monitored.RequireReported(run, nameof(ReduceLROnPlateau));
        (best, wait, resting) = (null, 0, 0);
    }

    void IKeepsState.Save(TrainingState state)
    {
        state.Set("best", best);
        state.Set("wait", wait);
        state.Set("resting", resting);
    }

    void IKeepsState.Resume(ITrainingRun run, TrainingState state)
    {
        OnTrainBegin(run);
        (best, wait, resting) = (state.Real("best"), state.Whole("wait") ?? 0, state.Whole("resting") ?? 0);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(run);
        var value = monitored.Of(values);
        if (resting > 0)
        {
            resting--;
            wait = 0;
        }
        if (monitored.IsImprovement(value, best))
        {
            (best, wait) = (value, 0);
            return;
        }
        if (resting > 0 || ++wait < patience || run.LearningRate <= minimum)
            return;
        run.LearningRate = Math.Max(run.LearningRate * factor, minimum);
        (resting, wait) = (cooldown, 0);
    }
}
