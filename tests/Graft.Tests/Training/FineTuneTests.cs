using Graft.Layers;
using Graft.Training;
using Graft.Training.Callbacks;

namespace Graft.Tests.Training;

public sealed class FineTuneTests
{
    private readonly NDArray samples = SmallData.Samples(96);
    private readonly NDArray others = SmallData.Samples(48, "others");

    private (NDArray, NDArray) Validation => (others, SmallData.Numbers(others));

    [Fact]
    public void The_model_ends_with_its_best_state_and_batch_normalization_is_what_it_was()
    {
        var model = Started();
        var normalization = SmallNetwork.Weights(model, "normalization");
        var first = SmallNetwork.Weights(model, "first");

        var result = model.FineTune(samples, Numbers, Validation, Unfrozen(model), new() { Epochs = 8, LearningRate = 1e-2 });

        Assert.NotNull(result.BestEpoch);
        Assert.True(result.Best["val_loss"] < result.Start["val_loss"]);
        Assert.Equal(result.History["val_loss"].Min(), result.Best["val_loss"]);
        Assert.Equal(result.Best["val_loss"], model.Evaluate(others, SmallData.Numbers(others)).Values["loss"], 1e-6);
        Assert.Equal(normalization, SmallNetwork.Weights(model, "normalization"));
        Assert.NotEqual(first, SmallNetwork.Weights(model, "first"));
    }

    [Fact]
    public void Where_no_epoch_is_better_all_weights_are_as_before_to_the_bit()
    {
        var model = Started();
        var before = SmallNetwork.Weights(model);

        var result = model.FineTune(
            samples, Numbers, Validation, Unfrozen(model), new() { Epochs = 9, LearningRate = 1e4, Patience = 2, WarmUp = 0 });

        Assert.Null(result.BestEpoch);
        Assert.Equal(2, result.History.Epochs.Count);
        Assert.Equal(before, SmallNetwork.Weights(model));
        Assert.Same(result.Start, result.Best);
    }

    [Fact]
    public void Same_seed_same_bits_and_layers_that_are_not_named_stay()
    {
        var (a, b) = (Started(), Started());
        a.GetLayer("first").Trainable = b.GetLayer("first").Trainable = false;
        var first = SmallNetwork.Weights(a, "first");
        foreach (var model in new[] { a, b })
            model.FineTune(samples, Numbers, null, [[model.GetLayer("normalization")]], new() { Epochs = 2, Seed = 5 });

        Assert.Equal(SmallNetwork.Weights(a), SmallNetwork.Weights(b));
        Assert.Equal(first, SmallNetwork.Weights(a, "first"));
    }

    [Fact]
    public void Rates_fall_from_the_head_down()
    {
        var model = Started();
        var before = Weights(model);

        model.FineTune(
            samples, Numbers, null, [[model.GetLayer("first")], [model.GetLayer("normalization")]],
            new() { Epochs = 1, BatchSize = 96, LayerDecay = 0.1, WeightDecay = 0, WarmUp = 0, LearningRate = 1e-3 });

        // The first step of Adam is the rate for every weight.
        var after = Weights(model);
        Assert.Equal(1e-3, Largest(before.Last, after.Last), 1e-5);
        Assert.Equal(1e-5, Largest(before.First, after.First), 1e-6);

        model.FineTune(samples, Numbers, null, [[model.GetLayer("first")]], new() { Epochs = 1, HeadRate = 0 });
        Assert.Equal(after.Last, Weights(model).Last);
        Assert.NotEqual(after.First, Weights(model).First);

        static (float[] First, float[] Last) Weights(Model model) =>
            (SmallNetwork.Weights(model, "first"), SmallNetwork.Weights(model, "last"));
        static double Largest(float[] before, float[] after) => before.Zip(after, (a, b) => Math.Abs(a - b)).Max();
    }

    [Fact]
    public void Cancelled_the_model_has_its_best_state_so_far()
    {
        var model = Started();
        using var stop = new CancellationTokenSource();
        var watch = new StopAfter(1, stop);

        Assert.ThrowsAny<OperationCanceledException>(() => model.FineTune(
            samples, Numbers, Validation, Unfrozen(model), new() { Epochs = 50, LearningRate = 1e-2, Callbacks = [watch] }, stop.Token));

        Assert.Equal(watch.Losses.Min(), model.Evaluate(others, SmallData.Numbers(others)).Values["loss"], 1e-6);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(11)]
    public void Cancelled_within_an_epoch_and_without_validation_it_has_the_state_after_the_last_whole_one(int batches)
    {
        const int StepsOfAnEpoch = 96 / 16;
        var model = Started();
        using var stop = new CancellationTokenSource();
        var watch = new StopWithin(batches, stop, () => SmallNetwork.Weights(model), SmallNetwork.Weights(model));

        Assert.ThrowsAny<OperationCanceledException>(() => model.FineTune(
            samples, Numbers, null, Unfrozen(model), new() { Epochs = 4, BatchSize = 16, Callbacks = [watch] },
            cancellationToken: stop.Token));

        Assert.Equal(batches / StepsOfAnEpoch, watch.Epochs);
        Assert.Equal(watch.AfterLastEpoch, SmallNetwork.Weights(model));
    }

    [Fact]
    public void Everything_that_does_not_fit_is_named()
    {
        var model = Started();
        var message = Assert.Throws<TrainingException>(() => model.FineTune(
            samples, Numbers, Validation, [[new Dense(3, name: "elsewhere")]],
            new() { Epochs = 0, LearningRate = 0, Patience = 0, LayerDecay = 2, ClipNorm = -1 })).Message;
        Assert.All(["elsewhere", "epochs is 0", "rate is 0", "patience is 0", "decay is 2", "norm is -1"],
            part => Assert.Contains(part, message));
        Assert.Contains("no layer", Assert.Throws<TrainingException>(() => model.FineTune(samples, Numbers, Validation, [])).Message);
    }

    private int[] Numbers => SmallData.Numbers(samples);

    private static Layer[][] Unfrozen(Model model) => [[model.GetLayer("first"), model.GetLayer("normalization")]];

    private Model Started()
    {
        var model = SmallNetwork.Create(normalize: true);
        model.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
        model.Fit(samples, Numbers, epochs: 2);
        return model;
    }

    private sealed class StopWithin(int batches, CancellationTokenSource stop, Func<float[]> weights, float[] start) : Callback
    {
        private int seen;

        public int Epochs { get; private set; }

        public float[] AfterLastEpoch { get; private set; } = start;

        public override void OnBatchEnd(ITrainingRun run, int batch, double loss)
        {
            if (++seen == batches)
                stop.Cancel();
        }

        public override void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values) =>
            (Epochs, AfterLastEpoch) = (Epochs + 1, weights());
    }

    private sealed class StopAfter(int epoch, CancellationTokenSource stop) : Callback
    {
        public List<double> Losses { get; } = [];

        public override void OnTrainBegin(ITrainingRun run) => Losses.Add(run.Evaluate()["val_loss"]);

        public override void OnEpochEnd(ITrainingRun run, int number, IReadOnlyDictionary<string, double> values)
        {
            Losses.Add(values["val_loss"]);
            if (number == epoch)
                stop.Cancel();
        }
    }
}
