using Graft.Training.Checkpoints;

namespace Graft.Training.Callbacks;

/// <summary>
/// Ends training when its state has not become better for some epochs, and gives the model the best one back, the one that it began
/// with included. Without validation data the last state counts.
/// </summary>
/// <param name="monitor">The value that tells which is better.</param>
/// <param name="floor">A value that must not be worse than at the start; null: none.</param>
/// <param name="patience">After how many epochs without a better state it ends.</param>
internal sealed class BestState(string monitor, string? floor, int patience) : Callback, IKeepsState
{
    private readonly MonitoredValue monitored = new(monitor, MonitorMode.Auto, minimumChange: 0);
    private readonly MonitoredValue? held = floor is null ? null : new(floor, MonitorMode.Auto, minimumChange: 0);
    private IWeightSnapshot? weights;
    private History history = new();
    private double? best;
    private int wait;

    /// <summary>The values before the first step; null before they were taken.</summary>
    public IReadOnlyDictionary<string, double>? Start { get; private set; }

    /// <summary>The epoch of the best state; null for the start.</summary>
    public int? BestEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(ITrainingRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        history = run.History;
        var start = run.Evaluate();
        if (start.Count > 0)
        {
            monitored.RequireReported(run, "Fine-tuning");
            best = monitored.Of(start);
        }
        weights = run.TakeSnapshot();
        Start = start;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(values);
        if (Start!.Count == 0)
        {
            BestEpoch = epoch;
            Keep(run);
            return;
        }
        if (monitored.IsImprovement(monitored.Of(values), best) && Holds(values))
        {
            (best, BestEpoch, wait) = (monitored.Of(values), epoch, 0);
            Keep(run);
        }
        else if (++wait >= patience)
            run.Stop(FormattableString.Invariant($"no better state in {wait} epochs"));
        if (!double.IsFinite(values["loss"]))
            run.Stop("the loss is no longer a number");
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(ITrainingRun run)
    {
        weights?.Restore();
        weights?.Dispose();
        weights = null;
    }

    /// <inheritdoc/>
    public void Save(TrainingState state)
    {
        state.Set("start", Start!);
        state.Set("best", best);
        state.Set("best epoch", BestEpoch);
        state.Set("wait", wait);
        (weights as IKeptSnapshot)?.Save(state.Part("weights"));
    }

    /// <inheritdoc/>
    public void Resume(ITrainingRun run, TrainingState state)
    {
        history = run.History;
        Start = state.Reals("start");
        (best, BestEpoch, wait) = (state.Real("best"), state.Whole("best epoch"), state.Whole("wait") ?? 0);
        if (Start.Count > 0)
            monitored.RequireReported(run, "Fine-tuning");
        weights = run.TakeSnapshot();
        ((IKeptSnapshot)weights).Load(state.Part("weights"));
    }

    /// <summary>What has come of it so far.</summary>
    public FineTuneResult Result() => new(Start ?? new Dictionary<string, double>(), history, BestEpoch);

    private void Keep(ITrainingRun run)
    {
        weights!.Dispose();
        weights = run.TakeSnapshot();
    }

    private bool Holds(IReadOnlyDictionary<string, double> values) =>
        held is null || !held.IsImprovement(held.Of(Start!), held.Of(values));
}
