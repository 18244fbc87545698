using Graft.Layers;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Callbacks;
using Graft.Training.Checkpoints;
using Graft.Training.Mixing;
using Graft.Training.Optimizers;
using Graft.Training.Schedules;
using Graft.Training.Sessions;

namespace Graft.Tests.Training.Checkpoints;

/// <summary>A training that is ended between any two steps and goes on in a new model ends with the same bits.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NDArray samples = SmallData.Samples(50);
    private readonly NDArray others = SmallData.Samples(30, "others");

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Optimizers =>
        ["adam", "adamw", "sgd", "rmsprop", "nadam", "timm.adopt", "timm.lamb", "everything", "scheduled"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Ended_after_any_step_it_goes_on_to_the_same_bits(string optimizer)
    {
        var (whole, wholeHistory) = Run(optimizer, null, int.MaxValue, out var steps);
        Assert.True(steps > 20);
        foreach (var end in (int[])[1, 6, 7, 8, 13, 17, steps - 1, steps])
        {
            Run(optimizer, null, end, out _);
            var (resumed, history) = Run(optimizer, Checkpoint().Read("training", out _), int.MaxValue, out var rest);
            Assert.Equal(steps, end + rest);
            Assert.Equal(whole, resumed);
            Assert.Equal(wholeHistory, history);
        }
    }

    [Fact]
    public void A_state_that_was_kept_while_it_went_on_is_as_good()
    {
        var (whole, _) = Run("adam", null, int.MaxValue, out var steps);
        var states = new List<TrainingState>();
        Run("adam", null, int.MaxValue, out _, states);
        Assert.Equal(steps + 1, states.Count);
        foreach (var state in states)
            Assert.Equal(whole, Run("adam", state, int.MaxValue, out _).Weights);
    }

    [Fact]
    public void Fine_tuning_keeps_its_best_state_and_its_start()
    {
        var whole = FineTuned(null, int.MaxValue, out var steps);
        foreach (var end in (int[])[3, 12, steps - 1])
        {
            FineTuned(null, end, out _);
            var resumed = FineTuned(Checkpoint().Read("training", out _), int.MaxValue, out _);
            Assert.Equal(whole.Weights, resumed.Weights);
            Assert.Equal(whole.Result.BestEpoch, resumed.Result.BestEpoch);
            Assert.Equal(whole.Result.Start, resumed.Result.Start);
            Assert.Equal(whole.Result.History["val_loss"], resumed.Result.History["val_loss"]);
            Assert.Equal(whole.Result.History.StopReason, resumed.Result.History.StopReason);
        }
    }

    private (float[] Weights, List<double> History) Run(
        string optimizer, TrainingState? resumed, int end, out int steps, List<TrainingState>? states = null)
    {
        var model = SmallNetwork.Create(dropout: 0.3, normalize: true);
        model.Compile(Named(optimizer), "categorical_crossentropy", ["accuracy", "auc", "f1_score"]);
        using var stop = new CancellationTokenSource();
        var count = new CountSteps(end, stop);
        using var writer = new CheckpointWriter(Checkpoint(), "training", TimeProvider.System) { Resumed = resumed };
        List<Callback> callbacks = [count, new EarlyStopping(patience: 3, restoreBestWeights: true)];
        if (Named(optimizer).LearningRate is ConstantRate)
            callbacks.Add(new ReduceLROnPlateau("loss", patience: 1, minDelta: 0.2));
        var options = new FitOptions
        {
            BatchSize = 8,
            Epochs = 5,
            Seed = 3,
            Mixing = new Mixup(),
            Callbacks = callbacks,
            Checkpoints = states is null ? writer : new Collecting(states),
        };
        var validation = new LabeledArrays([others], [SmallData.OneHot(SmallData.Numbers(others))]);
        var values = new List<double>();
        try
        {
            var history = Fitting.Run(
                model, new LabeledArrays([samples], [SmallData.OneHot(SmallData.Numbers(samples))]), validation, options, stop.Token);
            values.AddRange(history.Epochs.SelectMany(epoch => epoch.Values.Values.Append(epoch.LearningRate)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As if it were interrupted.
        }
        steps = count.Steps;
        return (SmallNetwork.Weights(model), values);
    }

    private (float[] Weights, FineTuneResult Result) FineTuned(TrainingState? resumed, int end, out int steps)
    {
        var model = SmallNetwork.Create(normalize: true);
        model.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
        model.Fit(samples, SmallData.Numbers(samples), epochs: 2);
        using var stop = new CancellationTokenSource();
        var count = new CountSteps(end, stop);
        using var writer = new CheckpointWriter(Checkpoint(), "training", TimeProvider.System) { Resumed = resumed };
        Layer[][] unfrozen = [[model.GetLayer("first"), model.GetLayer("normalization")]];
        var options = new FineTuneOptions
        {
            Epochs = 12,
            BatchSize = 16,
            LearningRate = 0.05,
            StartingPointDecay = 0.1,
            Patience = 2,
            Callbacks = [count],
        };
        var tuning = new FineTuning(model, unfrozen, options) { Checkpoints = writer, Floor = "val_accuracy", KeepsOnCancellation = true };
        var result = tuning.Run(
            new LabeledArrays([samples], [SmallData.Numbers(samples)]), samples.Count,
            new LabeledArrays([others], [SmallData.Numbers(others)]), stop.Token);
        steps = count.Steps;
        return (SmallNetwork.Weights(model), result);
    }

    private CheckpointFolder Checkpoint() => new(folder.File("checkpoints"));

    private static Optimizer Named(string name) => name switch
    {
        "everything" => new Lamb { Ema = new Ema(0.9), GradientAccumulationSteps = 3, StartingPointDecay = 0.1 },
        "scheduled" => new AdamW(new CosineDecay(0.01, 30)) { GlobalClipNorm = 0.5 },
        _ => name,
    };

    private sealed class CountSteps(int end, CancellationTokenSource stop) : Callback
    {
        public int Steps { get; private set; }

        public override void OnBatchEnd(ITrainingRun run, int step, double loss)
        {
            if (++Steps == end)
                stop.Cancel();
        }
    }

    private sealed class Collecting(List<TrainingState> states) : ICheckpointing
    {
        public TrainingState? Resumed => null;

        public bool IsDue => true;

        public void Keep(Func<TrainingState> take) => states.Add(take());
    }
}
