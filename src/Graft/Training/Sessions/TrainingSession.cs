using Graft.Layers;
using Graft.Training.Batches;
using Graft.Training.Callbacks;
using Graft.Training.Optimizers;
using Graft.Trunk;
using TorchSharp;

namespace Graft.Training.Sessions;

/// <summary>One <c>Fit</c>: epochs of steps, validation after each, callbacks all along.</summary>
internal sealed class TrainingSession : ITrainingRun, IDisposable
{
    private readonly TrainingPlan plan;
    private readonly FitOptions options;
    private readonly OptimizerState optimizer;
    private readonly NetworkPass pass;
    private readonly IReadOnlyList<NamedWeight> weights;
    private readonly torch.Generator random;
    private readonly string name;
    private readonly int steps;
    private readonly int validationSteps;
    private readonly TimeLeft time;
    private readonly List<WeightSnapshot> snapshots = [];
    private readonly History history = new();
    private CancellationToken cancellation;
    private SessionPosition? position;
    private int nextEpoch;
    private bool canBeKept;

    public TrainingSession(TrainingPlan plan, OptimizerState optimizer, FitOptions options)
    {
        (this.plan, this.optimizer, this.options) = (plan, optimizer, options);
        pass = new NetworkPass(plan.Network, plan.Outputs);
        weights = [.. plan.Weights.Where(named => !named.Weight.IsStatistic)
            .Select(named => new NamedWeight(named.Name, named.Weight.Tensor))];
        // A second Fit goes on where the first one stopped: it must not draw the same numbers again.
        name = options.Checkpoints?.Resumed?.Word(SessionState.Name) ?? FormattableString.Invariant($"fit from step {optimizer.Steps}");
        random = new torch.Generator(new Engine.RandomStream(options.Seed, name).Next());
        steps = BatchOrder.Count(plan.Training.Count, options.BatchSize);
        validationSteps = BatchOrder.Count(plan.Validation?.Count ?? 0, options.BatchSize);
        time = new TimeLeft(options.Clock, options.Epochs, steps, validationSteps);
        var names = RunningValues.Names(plan.Outputs);
        ValueNames = [.. names, .. plan.Validation is null ? [] : names.Select(OfValidation)];
    }

    public Model Model => plan.Model;

    public int Epochs => options.Epochs;

    public IReadOnlyList<string> ValueNames { get; }

    public double LearningRate
    {
        get => optimizer.LearningRate;
        set => optimizer.LearningRate = value;
    }

    public History History => history;

    public void Stop(string reason) => history.StopReason ??= reason;

    public IWeightSnapshot TakeSnapshot()
    {
        var snapshot = new WeightSnapshot(plan.Weights.Select(named => named.Weight));
        snapshots.Add(snapshot);
        return snapshot;
    }

    public IReadOnlyDictionary<string, double> Evaluate() => plan.Validation is { } validation
        ? RunningValues.Names(plan.Outputs).Select(OfValidation)
            .Zip(Validate(0, 0, validation, cancellation).Results()).ToDictionary(pair => pair.First, pair => pair.Second)
        : new Dictionary<string, double>();

    /// <exception cref="OperationCanceledException">Cancelled; callbacks were told that training ended.</exception>
    public History Run(CancellationToken cancellationToken)
    {
        cancellation = cancellationToken;
        foreach (var weight in weights)
            weight.Value.requires_grad_(true);
        try
        {
            Begin();
            while (nextEpoch < Epochs && history.StopReason is null)
                RunEpoch(nextEpoch, cancellationToken);
            // Then one that goes on from here ends at once.
            Keep();
        }
        catch (OperationCanceledException)
        {
            Keep();
            optimizer.TakeAverages();
            Tell(callback => callback.OnTrainEnd(this));
            throw;
        }
        optimizer.TakeAverages();
        Tell(callback => callback.OnTrainEnd(this));
        return history;
    }

    public void Dispose()
    {
        foreach (var weight in weights)
            weight.Value.requires_grad_(false);
        foreach (var snapshot in snapshots)
            snapshot.Dispose();
        random.Dispose();
    }

    private torch.ScalarType ProductType => options.StepPrecision switch
    {
        Precision.Bf16 => torch.ScalarType.BFloat16,
        Precision.Auto when Engine.Processor.HasBFloat16 => torch.ScalarType.BFloat16,
        _ => torch.ScalarType.Float32,
    };

    private static string OfValidation(string name) => "val_" + name;

    private SessionState State => new(plan, optimizer, weights, random, history, options.Callbacks);

    private void Begin()
    {
        if (options.Checkpoints?.Resumed is { } saved)
        {
            (nextEpoch, position) = State.Restore(this, saved, options.Seed, MixingName);
            time.Skip(nextEpoch, position?.Steps ?? 0);
        }
        else
            Tell(callback => callback.OnTrainBegin(this));
        canBeKept = true;
    }

    private void Keep()
    {
        if (canBeKept)
            options.Checkpoints?.Keep(() => State.Save(name, nextEpoch, position));
    }

    private string MixingName(int epoch) => FormattableString.Invariant($"{name}, mixing in epoch {epoch}");

    private SessionPosition BeginEpoch(int epoch)
    {
        canBeKept = false;
        Tell(callback => callback.OnEpochBegin(this, epoch));
        canBeKept = true;
        // Each epoch of each Fit has a view of its own: an epoch makes at least one step. Where there are only so many, they take turns.
        var view = plan.Training.Views is null ? optimizer.Steps + epoch : epoch;
        var mixing = new Engine.RandomStream(options.Seed, MixingName(epoch));
        return new SessionPosition(epoch, view, mixing, new RunningValues(plan.Outputs));
    }

    private void RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        position ??= BeginEpoch(epoch);
        position.Began(options.Clock);
        IEnumerable<double> results = Train(position, cancellationToken).Results();
        optimizer.SwapAverages();
        try
        {
            if (plan.Validation is { } validation)
                results = results.Concat(Validate(epoch, steps, validation, cancellationToken).Results());
            var values = ValueNames.Zip(results).ToDictionary(pair => pair.First, pair => pair.Second);
            var result = new EpochResult(epoch, values, LearningRate, position.Elapsed);
            canBeKept = false;
            history.Add(result);
            options.Log?.WriteLine(EpochLine.Of(result, Epochs));
            Tell(callback => callback.OnEpochEnd(this, epoch, values));
            (nextEpoch, position, canBeKept) = (epoch + 1, null, true);
        }
        finally
        {
            optimizer.SwapAverages();
        }
    }

    private RunningValues Train(SessionPosition at, CancellationToken cancellationToken)
    {
        var (epoch, values) = (at.Epoch, at.Values);
        var context = new ForwardContext(Training: true, random) { ProductType = ProductType };
        var order = options.Shuffle
            ? BatchOrder.Shuffled(plan.Training.Count, options.Seed, FormattableString.Invariant($"{name}, epoch {epoch}"))
            : BatchOrder.AsTheyStand(plan.Training.Count);
        var source = plan.Training.InView(at.View);
        var ahead = new ReadAhead(source, options.Clock);
        int[][] batches = [.. BatchOrder.InBatches(order, options.BatchSize).Skip(at.Steps)];
        foreach (var read in ahead.Run(batches, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var (step, batch) = (at.Steps, source.Make(read));
            if (options.Mixing is { } mixed)
                batch = mixed.Mix(batch, at.Mixing);
            var loss = pass.Train(batch, context, optimizer, weights, values);
            history.StepsMade++;
            Tell(callback => callback.OnBatchEnd(this, step, loss));
            Report(TrainingStage.Training, epoch, step + 1, 0, values);
            if (history.StopReason is not null)
                break;
            at.Steps = step + 1;
            if (options.Checkpoints is { IsDue: true })
                Keep();
        }
        history.WaitedForSamples += ahead.Waited;
        return values;
    }

    private RunningValues Validate(int epoch, int stepsDone, IBatchSource validation, CancellationToken cancellationToken) =>
        Evaluating.Run(
            pass, plan.Outputs, validation, options.BatchSize,
            (done, values) => Report(TrainingStage.Validation, epoch, stepsDone, done, values), cancellationToken);

    private void Report(TrainingStage stage, int epoch, int stepsDone, int validationStepsDone, RunningValues values)
    {
        if (options.Progress is not { } progress)
            return;
        var (done, all) = stage == TrainingStage.Training ? (stepsDone, steps) : (validationStepsDone, validationSteps);
        var left = time.After(epoch, stepsDone, validationStepsDone);
        progress.Report(new TrainingProgress(stage, epoch, Epochs, done, all, values.Loss, time.Elapsed, left));
    }

    private void Tell(Action<Callback> what)
    {
        foreach (var callback in options.Callbacks)
            what(callback);
    }
}
