using Graft.Training.Callbacks;
using Graft.Training.Optimizers;
using TorchSharp;

namespace Graft.Tests.Training;

/// <summary>
/// After each public call there are as many tensors as before it, but for what the optimizer remembers of the weights.
/// </summary>
public sealed class LiveTensorsTests
{
    private readonly NDArray samples = SmallData.Samples(50);

    private int[] Numbers => SmallData.Numbers(samples);

    [Fact]
    public void No_call_leaves_tensors_behind()
    {
        var model = Built();
        Assert.Equal(0, Left(() => model.Compile("sgd", "sparse_categorical_crossentropy", ["accuracy", "auc", "f1_score"])));
        Assert.Equal(0, Left(() => model.Predict(samples)));
        Assert.Equal(0, Left(() => model.Evaluate(samples, Numbers)));
        Assert.Equal(0, Left(() => model.FindLearningRate(samples, Numbers, steps: 10)));
        var stopping = new EarlyStopping(patience: 50, restoreBestWeights: true);
        Assert.Equal(0, Left(() => model.Fit(samples, Numbers, 8, epochs: 3, validationSplit: 0.2, callbacks: [stopping])));
    }

    [Fact]
    public void An_optimizer_remembers_each_weight_once_and_forgets_when_the_model_is_compiled_again()
    {
        var model = Built();
        var trained = model.TrainableWeights.Count();
        model.GetLayer("first").Trainable = false;
        model.Compile("adam", "sparse_categorical_crossentropy");
        Assert.Equal(2 * (trained - 2), Left(() => model.Fit(samples, Numbers)));
        Assert.Equal(0, Left(() => model.Fit(samples, Numbers)));
        model.GetLayer("first").Trainable = true;
        Assert.Equal(2 * 2, Left(() => model.Fit(samples, Numbers)));
        Assert.Equal(-2 * trained, Left(() => model.Compile(new Adam(0.1), "sparse_categorical_crossentropy")));
        var everything = new Lamb { Ema = new Ema(0.9), GradientAccumulationSteps = 2, StartingPointDecay = 0.1 };
        model.Compile(everything, "sparse_categorical_crossentropy");
        Assert.Equal(5 * trained, Left(() => model.Fit(samples, Numbers, 8, validationSplit: 0.2)));
        Assert.Equal(0, Left(() => model.Fit(samples, Numbers, 8, validationSplit: 0.2)));
    }

    [Fact]
    public void A_Fit_that_ends_early_leaves_nothing_behind_either()
    {
        var model = Built();
        model.Compile("sgd", "sparse_categorical_crossentropy");
        using var cancellation = new CancellationTokenSource();
        Callback[] callbacks = [new EarlyStopping("loss", restoreBestWeights: true), new CancelInEpoch(1, cancellation)];
        Assert.Equal(0, Left(() => Assert.Throws<OperationCanceledException>(() =>
            model.Fit(samples, Numbers, epochs: 5, callbacks: callbacks, cancellationToken: cancellation.Token))));
        Assert.Equal(0, Left(() => Assert.Throws<InvalidOperationException>(() =>
            model.Fit(samples, Numbers, epochs: 5, callbacks: [new Failing()]))));
        Assert.All(model.Weights, weight => Assert.False(weight.Tensor.requires_grad));
    }

    [Fact]
    public void A_weight_that_the_loss_does_not_depend_on_leaves_nothing_behind()
    {
        var input = new Graft.Layers.Input(SmallData.Features);
        var used = new Graft.Layers.Dense(3, activation: "softmax").Apply(input.Output);
        var unused = new Graft.Layers.Dense(2).Apply(input.Output);
        var model = new Model([input.Output], [used, unused]);
        foreach (var weight in model.Weights)
            _ = weight.Tensor;
        model.Compile("sgd", ["sparse_categorical_crossentropy", "mse"], lossWeights: [1, 0]);
        var targets = new NDArray(new float[100], 50, 2);
        Assert.Equal(0, Left(() => model.Fit([samples], [Numbers, targets])));
    }

    private static Model Built()
    {
        var model = SmallNetwork.Create(dropout: 0.2, normalize: true);
        foreach (var weight in model.Weights)
            _ = weight.Tensor;
        return model;
    }

    private static long Left(Action action)
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        action();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }

    private sealed class CancelInEpoch(int epoch, CancellationTokenSource cancellation) : Callback
    {
        public override void OnEpochBegin(ITrainingRun run, int epochNow)
        {
            if (epochNow == epoch)
                cancellation.Cancel();
        }
    }

    private sealed class Failing : Callback
    {
        public override void OnEpochEnd(ITrainingRun run, int epoch, IReadOnlyDictionary<string, double> values) =>
            throw new InvalidOperationException("the callback fails");
    }
}
