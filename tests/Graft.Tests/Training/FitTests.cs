using Graft.Training.Callbacks;
using Graft.Training.Metrics;
using Graft.Training.Optimizers;

namespace Graft.Tests.Training;

public sealed class FitTests
{
    private readonly NDArray samples = SmallData.Samples(100);

    private int[] Numbers => SmallData.Numbers(samples);

    [Fact]
    public void A_network_learns_and_the_history_says_how()
    {
        var model = SmallNetwork.Create();
        model.Compile(optimizer: new Adam(learningRate: 0.01), loss: "sparse_categorical_crossentropy", metrics: ["accuracy"]);
        var fresh = SmallData.Samples(200, "fresh");
        var history = model.Fit(samples, Numbers, batchSize: 16, epochs: 30, validationData: (fresh, SmallData.Numbers(fresh)));
        Assert.Equal(30, history.Epochs.Count);
        Assert.Null(history.StopReason);
        Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy"], history.Epochs[0].Values.Keys);
        Assert.True(history["loss"][^1] < history["loss"][0] / 2);
        Assert.True(history["val_accuracy"][^1] > 0.8, $"only {history["val_accuracy"][^1]}");
        Assert.Equal(history["val_loss"][^1], model.Evaluate(fresh, SmallData.Numbers(fresh)).Loss, 1e-6);
        Assert.Throws<KeyNotFoundException>(() => history["val_beauty"]);
    }

    [Fact]
    public void Same_seed_same_bytes_and_another_seed_others()
    {
        static float[] Train(int seed)
        {
            var data = SmallData.Samples(100);
            var model = SmallNetwork.Create(dropout: 0.5, normalize: true);
            model.Compile("adam", "sparse_categorical_crossentropy");
            model.Fit(data, SmallData.Numbers(data), batchSize: 8, epochs: 2, seed: seed);
            model.Fit(data, SmallData.Numbers(data), batchSize: 8, epochs: 1, seed: seed);
            return SmallNetwork.Weights(model);
        }

        var first = Train(7);
        Assert.Equal(first, Train(7));
        Assert.NotEqual(first, Train(8));
    }

    [Fact]
    public void Dropout_drops_in_training_alone()
    {
        var model = SmallNetwork.Create(dropout: 0.9);
        model.Compile(new SGD(0), "sparse_categorical_crossentropy");
        var calm = model.Evaluate(samples, Numbers).Loss;
        var noisy = model.Fit(samples, Numbers, epochs: 1)["loss"][0];
        Assert.NotEqual(calm, noisy, 1e-3);
        Assert.Equal(calm, model.Evaluate(samples, Numbers).Loss);
    }

    [Fact]
    public void Losses_of_an_epoch_are_means_over_its_samples_also_where_the_last_batch_is_smaller()
    {
        var model = SmallNetwork.Create();
        model.Compile(new SGD(0), "sparse_categorical_crossentropy", ["accuracy", new MeanLoss("categorical_crossentropy")]);
        var watch = new StepWatch();
        var epoch = model.Fit(samples, Numbers, batchSize: 32, callbacks: [watch]).Epochs[0];
        Assert.Equal(4, watch.Losses.Count);
        Assert.Equal((32 * watch.Losses.Take(3).Sum() + 4 * watch.Losses[3]) / 100, epoch["loss"], 1e-6);
        var whole = model.Evaluate(samples, Numbers, batchSize: 100);
        Assert.Equal(whole.Loss, epoch["loss"], 1e-6);
        Assert.Equal(whole["accuracy"], epoch["accuracy"]);
        Assert.Equal(whole.Loss, epoch["categorical_crossentropy"], 1e-6);
    }

    [Fact]
    public void Class_numbers_and_one_hot_targets_train_alike()
    {
        var (sparse, oneHot) = (SmallNetwork.Create(), SmallNetwork.Create());
        sparse.Compile("sgd", "sparse_categorical_crossentropy");
        oneHot.Compile("sgd", "categorical_crossentropy");
        sparse.Fit(samples, Numbers, epochs: 3, classWeights: new Dictionary<int, double> { [1] = 3 });
        oneHot.Fit(samples, SmallData.OneHot(Numbers), epochs: 3, classWeights: new Dictionary<int, double> { [1] = 3 });
        Close.Absolute(SmallNetwork.Weights(sparse), SmallNetwork.Weights(oneHot), 1e-6, "weights");
    }

    [Fact]
    public void Class_weights_are_sample_weights_by_class_and_do_not_count_in_validation()
    {
        var (byClass, bySample) = (SmallNetwork.Create(), SmallNetwork.Create());
        byClass.Compile("sgd", "sparse_categorical_crossentropy");
        bySample.Compile("sgd", "sparse_categorical_crossentropy");
        var weights = new Dictionary<int, double> { [0] = 2, [2] = 0.5 };
        float[] perSample = [.. Numbers.Select(number => (float)weights.GetValueOrDefault(number, 1))];
        var history = byClass.Fit(samples, Numbers, validationData: (samples, Numbers), classWeights: weights);
        bySample.Fit(samples, Numbers, sampleWeights: perSample);
        Assert.Equal(SmallNetwork.Weights(bySample), SmallNetwork.Weights(byClass));
        Assert.Equal(byClass.Evaluate(samples, Numbers).Loss, history["val_loss"][0], 1e-6);
        Assert.NotEqual(byClass.Evaluate(samples, Numbers, sampleWeights: perSample).Loss, history["val_loss"][0], 1e-3);
    }

    [Fact]
    public void A_validation_split_takes_the_last_samples_before_any_shuffling()
    {
        var (split, given) = (SmallNetwork.Create(), SmallNetwork.Create());
        split.Compile("sgd", "sparse_categorical_crossentropy", ["accuracy"]);
        given.Compile("sgd", "sparse_categorical_crossentropy", ["accuracy"]);
        var first = new NDArray(samples.Values[..(70 * SmallData.Features)], 70, SmallData.Features);
        var last = new NDArray(samples.Values[(70 * SmallData.Features)..], 30, SmallData.Features);
        var splitHistory = split.Fit(samples, Numbers, epochs: 2, validationSplit: 0.3);
        var givenHistory = given.Fit(first, Numbers[..70], epochs: 2, validationData: (last, Numbers[70..]));
        Assert.Equal(SmallNetwork.Weights(given), SmallNetwork.Weights(split));
        Assert.Equal(givenHistory["val_loss"], splitHistory["val_loss"]);
    }

    [Fact]
    public void A_second_Fit_goes_on_where_the_first_one_stopped()
    {
        var (once, twice) = (SmallNetwork.Create(), SmallNetwork.Create());
        once.Compile("adam", "sparse_categorical_crossentropy");
        twice.Compile("adam", "sparse_categorical_crossentropy");
        once.Fit(samples, Numbers, epochs: 4, shuffle: false);
        twice.Fit(samples, Numbers, epochs: 2, shuffle: false);
        twice.Fit(samples, Numbers, epochs: 2, shuffle: false);
        Assert.Equal(SmallNetwork.Weights(once), SmallNetwork.Weights(twice));
    }

    [Fact]
    public void Early_stopping_gives_the_best_weights_back()
    {
        var model = SmallNetwork.Create();
        model.Compile(new SGD(3, momentum: 0.9), "sparse_categorical_crossentropy");
        var fresh = SmallData.Samples(50, "fresh");
        var stopping = new EarlyStopping(patience: 3, restoreBestWeights: true);
        var history = model.Fit(
            samples, Numbers, epochs: 60, validationData: (fresh, SmallData.Numbers(fresh)), callbacks: [stopping]);
        Assert.NotNull(history.StopReason);
        Assert.True(history.Epochs.Count < 60);
        Assert.Equal(history["val_loss"].Min(), stopping.Best);
        Assert.Equal(stopping.Best!.Value, model.Evaluate(fresh, SmallData.Numbers(fresh)).Loss, 1e-6);
    }

    [Fact]
    public void A_step_may_end_training_at_once()
    {
        var model = SmallNetwork.Create();
        model.Compile(new SGD(1e30), "sparse_categorical_crossentropy");
        var watch = new StepWatch();
        var history = model.Fit(samples, Numbers, batchSize: 10, epochs: 5, callbacks: [watch, new TerminateOnNaN()]);
        Assert.Single(history.Epochs);
        Assert.True(watch.Losses.Count < 10);
        Assert.Contains("the loss of step", history.StopReason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rate_that_a_callback_sets_is_the_one_of_the_next_steps()
    {
        var model = SmallNetwork.Create();
        model.Compile("adam", "sparse_categorical_crossentropy");
        var scheduler = new LearningRateScheduler((epoch, rate) => epoch == 1 ? 0 : rate);
        var watch = new StepWatch(model.GetLayer("last").Weights[0]);
        var history = model.Fit(samples, Numbers, batchSize: 100, epochs: 2, callbacks: [scheduler, watch]);
        Assert.Equal([0.001, 0], history.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Equal(watch.WeightsAfterStep[0][0], watch.WeightsAfterStep[1][0]);
    }

    [Fact]
    public void Predictions_come_in_the_order_of_the_samples_whatever_the_batches()
    {
        var model = SmallNetwork.Create(dropout: 0.5, normalize: true);
        var whole = model.Predict(samples, batchSize: 100);
        Assert.Equal([100, SmallData.Classes], whole.Shape);
        Close.Absolute(whole.Values, model.Predict(samples, batchSize: 7).Values, 1e-6, "probabilities");
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(1, whole[i].ToArray().Sum(), 1e-5));
    }
}
