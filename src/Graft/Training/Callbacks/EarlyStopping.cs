using Graft.Training.Checkpoints;

namespace Graft.Training.Callbacks;

/// <summary>Ends training when a value has not improved for some epochs, as Keras's callback of this name does.</summary>
public sealed class EarlyStopping : Callback, IKeepsState
{
    private readonly MonitoredValue monitored;
    private readonly int patience;
    private readonly double? baseline;
    private readonly bool restoreBestWeights;
    private readonly int startFromEpoch;
    private IWeightSnapshot? bestWeights;
    private int wait;

    /// <summary>Describes when to stop.</summary>
    /// <param name="monitor">The name of the value to watch.</param>
    /// <param name="minDelta">By how much the value must change to count as improved.</param>
    /// <param name="patience">After how many epochs without improvement training ends; 0 and 1 mean the same.</param>
    /// <param name="mode">Which way the value should go.</param>
    /// <param name="baseline">A value that must be beaten as well, or the epoch does not count as improved.</param>
    /// <param name="restoreBestWeights">Whether the model gets the weights of its best epoch back when training ends, for
    /// whatever reason.</param>
    /// <param name="startFromEpoch">The first epoch, from 0 on, that counts.</param>
    /// <exception cref="TrainingException">A setting is out of its range; all are named.</exception>
    public EarlyStopping(
        string monitor = "val_loss",
        double minDelta = 0,
        int patience = 0,
        MonitorMode mode = MonitorMode.Auto,
        double? baseline = null,
        bool restoreBestWeights = false,
        int startFromEpoch = 0)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        var problems = new Problems();
        problems.Require(double.IsFinite(minDelta), $"{nameof(minDelta)} is {minDelta}; it must be a finite number.");
        problems.Require(patience >= 0, $"{nameof(patience)} is {patience}; it must not be negative.");
        problems.Require(startFromEpoch >= 0, $"{nameof(startFromEpoch)} is {startFromEpoch}; it must not be negative.");
        problems.ThrowIfAny(nameof(EarlyStopping));
        monitored = new MonitoredValue(monitor, mode, minDelta);
        (this.patience, this.baseline) = (patience, baseline);
        (this.restoreBestWeights, this.startFromEpoch) = (restoreBestWeights, startFromEpoch);
    }

    /// <summary>The best value of the last run; null while there is none.</summary>
    public double? Best { get; private set; }

    /// <summary>The epoch of <see cref="Best"/>, from 0 on; null while there is none.</summary>
    public int? BestEpoch { get; private set; }

    /// <summary>The epoch, from 0 on, after which the last run was stopped; null where it was not.</summary>
    public int? StoppedEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(ITrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        monitored.RequireReported(run, nameof(EarlyStopping));
        (Best, BestEpoch, StoppedEpoch, bestWeights, wait) = (null, null, null, null, 0);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (epoch < startFromEpoch)
            return;
        var value = monitored.Of(values);
        wait++;
        if (monitored.IsImprovement(value, Best))
        {
            Remember(run, epoch, value);
            if (baseline is null || monitored.IsImprovement(value, baseline))
                wait = 0;
        }
        else if (wait >= patience && epoch > 0)
        {
            StoppedEpoch = epoch;
            run.Stop(FormattableString.Invariant($"no improvement in {wait} epochs; the best was epoch {BestEpoch + 1}"));
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(ITrainingRun run)
    {
        bestWeights?.Restore();
        bestWeights?.Dispose();
        bestWeights = null;
    }

    void IKeepsState.Save(TrainingState state)
    {
        state.Set("best", Best);
        state.Set("best epoch", BestEpoch);
        state.Set("wait", wait);
        (bestWeights as IKeptSnapshot)?.Save(state.Part("weights"));
    }

    void IKeepsState.Resume(ITrainingRun run, TrainingState state)
    {
        OnTrainBegin(run);
        (Best, BestEpoch, wait) = (state.Real("best"), state.Whole("best epoch"), state.Whole("wait") ?? 0);
        if (BestEpoch is null || !restoreBestWeights)
            return;
        bestWeights = run.TakeSnapshot();
        ((IKeptSnapshot)bestWeights).Load(state.Part("weights"));
    }

    private void Remember(ITrainingRun run, int epoch, double value)
    {
        (Best, BestEpoch) = (value, epoch);
        if (!restoreBestWeights)
            return;
        bestWeights?.Dispose();
        bestWeights = run.TakeSnapshot();
    }
}
