using Graft.Training;
using Graft.Training.Callbacks;

namespace Graft.Tests.Training.Callbacks;

/// <summary>
/// A training whose epochs end with values from a list, and whose weights are the number of the epoch that they are of.
/// </summary>
internal sealed class ScriptedRun(string name, IReadOnlyList<double> values) : ITrainingRun
{
    public Model Model => throw new NotSupportedException("A script has no model.");

    public History History { get; } = new();

    public int Epochs => values.Count;

    public IReadOnlyList<string> ValueNames => ["loss", name];

    public double LearningRate { get; set; } = 0.1;

    public string? StopReason { get; private set; }

    public int WeightsAreOfEpoch { get; private set; } = -1;

    public int LiveSnapshots { get; private set; }

    public List<double> RateAfterEpoch { get; } = [];

    public void Stop(string reason) => StopReason = reason;

    /// <summary>The value at the start; null: there are no validation data.</summary>
    public double? Start { get; init; }

    public IReadOnlyDictionary<string, double> Evaluate() =>
        Start is { } value ? new Dictionary<string, double> { [name] = value } : [];

    public IWeightSnapshot TakeSnapshot()
    {
        LiveSnapshots++;
        return new Snapshot(this, WeightsAreOfEpoch);
    }

    public void Play(Callback callback)
    {
        callback.OnTrainBegin(this);
        for (var epoch = 0; epoch < Epochs && StopReason is null; epoch++)
        {
            callback.OnEpochBegin(this, epoch);
            WeightsAreOfEpoch = epoch;
            callback.OnEpochEnd(this, epoch, new Dictionary<string, double> { ["loss"] = 0, [name] = values[epoch] });
            RateAfterEpoch.Add(LearningRate);
        }
        callback.OnTrainEnd(this);
    }

    private sealed class Snapshot(ScriptedRun run, int epoch) : IWeightSnapshot
    {
        public void Restore() => run.WeightsAreOfEpoch = epoch;

        public void Dispose() => run.LiveSnapshots--;
    }
}
