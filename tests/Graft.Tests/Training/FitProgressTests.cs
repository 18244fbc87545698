using Graft.Training;
using Graft.Training.Callbacks;

namespace Graft.Tests.Training;

public sealed class FitProgressTests
{
    private readonly NDArray samples = SmallData.Samples(40);

    private int[] Numbers => SmallData.Numbers(samples);

    [Fact]
    public void Progress_is_told_after_each_batch_with_the_time_left()
    {
        var clock = new SteppingClock();
        var reports = new List<TrainingProgress>();
        var model = SmallNetwork.Create();
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var options = new FitOptions
        {
            BatchSize = 10,
            Epochs = 2,
            Clock = clock,
            Callbacks = [new SecondAStep(clock)],
            Progress = new Synchronous(reports.Add),
        };
        model.Fit([samples], [Numbers], options, validationData: ([samples], [Numbers]));
        Assert.Equal(16, reports.Count);
        Assert.Equal(
            Enumerable.Repeat(TrainingStage.Training, 4).Concat(Enumerable.Repeat(TrainingStage.Validation, 4)),
            reports.Take(8).Select(report => report.Stage));
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4], reports.Take(8).Select(report => report.Step));
        Assert.All(reports, report => Assert.Equal((4, 2), (report.Steps, report.Epochs)));
        // Each step took a second and validation none: a validation step counts as a third of one, so an epoch is 16/3 steps.
        Assert.Equal(32 / 3.0 - 1, reports[0].Remaining!.Value.TotalSeconds, 1e-6);
        Assert.Equal(TimeSpan.FromSeconds(4), reports[7].Elapsed);
        Assert.Equal(4, reports[7].Remaining!.Value.TotalSeconds, 1e-6);
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
    }

    [Fact]
    public void The_log_gets_a_line_an_epoch_that_is_the_same_in_every_culture()
    {
        var model = SmallNetwork.Create();
        model.Compile("sgd", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
        using var log = new StringWriter();
        var history = model.Fit([samples], [Numbers], new FitOptions { Epochs = 2, Log = log, Clock = new SteppingClock() });
        var lines = log.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        var last = history.Epochs[1];
        var expected = FormattableString.Invariant($"loss: {last["loss"]:0.0000} - accuracy: {last["accuracy"]:0.0000}");
        Assert.Equal("Epoch 2/2 - 0.0 s - " + expected, lines[1]);
    }

    [Fact]
    public void Cancelling_ends_between_two_batches_and_tells_the_callbacks()
    {
        using var cancellation = new CancellationTokenSource();
        var model = SmallNetwork.Create();
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var watch = new CancelAfter(3, cancellation);
        Assert.Throws<OperationCanceledException>(() =>
            model.Fit(samples, Numbers, batchSize: 4, callbacks: [watch], cancellationToken: cancellation.Token));
        Assert.Equal((3, true), (watch.Steps, watch.HasEnded));
        Assert.All(model.Weights, weight => Assert.False(weight.Tensor.requires_grad));
        Assert.Throws<OperationCanceledException>(() => model.Predict(samples, cancellationToken: cancellation.Token));
        Assert.Throws<OperationCanceledException>(() => model.Evaluate(samples, Numbers, cancellationToken: cancellation.Token));
    }

    private sealed class SteppingClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan time) => ticks += time.Ticks;
    }

    private sealed class SecondAStep(SteppingClock clock) : Callback
    {
        public override void OnBatchEnd(ITrainingRun run, int step, double loss) => clock.Advance(TimeSpan.FromSeconds(1));
    }

    private sealed class CancelAfter(int steps, CancellationTokenSource cancellation) : Callback
    {
        public int Steps { get; private set; }

        public bool HasEnded { get; private set; }

        public override void OnBatchEnd(ITrainingRun run, int step, double loss)
        {
            if (++Steps == steps)
                cancellation.Cancel();
        }

        public override void OnTrainEnd(ITrainingRun run) => HasEnded = true;
    }

    private sealed class Synchronous(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
