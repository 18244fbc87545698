using Graft.Layers;
using Graft.Tests.Training;
using Graft.Training;
using Graft.Training.Callbacks;

namespace Graft.Tests.Adapters;

/// <summary>Adapters train in the place of their layers' weights.</summary>
public sealed class AdapterTrainingTests
{
    private readonly NDArray samples = SmallData.Samples(96);

    [Theory]
    [InlineData("lora")]
    [InlineData("ssf")]
    public void Fit_trains_them_and_the_layers_stay_and_keep_no_gradient(string kind)
    {
        var model = SmallNetwork.Create(normalize: true);
        var (first, normalization) = (model.GetLayer("first"), model.GetLayer("normalization"));
        var before = SmallNetwork.Weights(model, "first");
        var statistics = SmallNetwork.Weights(model, "normalization");
        var adapters = kind == "lora" ? model.AddLora([first]) : model.AddSsf([normalization]);
        first.Trainable = false;
        // Whatever it says: what has an adapter stays.
        normalization.Trainable = kind == "ssf";
        model.Compile("adam", "categorical_crossentropy", ["accuracy"]);
        var watch = new GradientWatch([.. first.Weights, .. normalization.Weights], [.. adapters.SelectMany(adapter => adapter.Weights)]);

        var history = model.Fit(
            [samples], [SmallData.OneHot(SmallData.Numbers(samples))], new FitOptions { Epochs = 5, Callbacks = [watch] });

        Assert.True(history["loss"][^1] < history["loss"][0]);
        Assert.Equal(before, SmallNetwork.Weights(model, "first"));
        Assert.Equal(statistics, SmallNetwork.Weights(model, "normalization"));
        Assert.All(adapters[0].Weights, weight => Assert.NotEqual(weight.ToArray(), watch.AtFirst[weight]));
        Assert.True(watch.Steps > 0);
        Assert.False(watch.FrozenNeededGradient);
        var unmerged = model.Predict(samples).Values;
        model.MergeAdapters();
        Close.Absolute(unmerged, model.Predict(samples).Values, 1e-5, "merged");
    }

    [Fact]
    public void FineTune_trains_them_with_the_head_at_rates_of_their_own()
    {
        var model = SmallNetwork.Create();
        model.Compile("adam", "categorical_crossentropy", ["accuracy"]);
        model.GetLayer("first").Trainable = false;
        var adapter = Assert.Single(model.AddLora([model.GetLayer("first")]));
        var (first, last, b) = (SmallNetwork.Weights(model, "first"), SmallNetwork.Weights(model, "last"), adapter.Weights[1].ToArray());

        model.FineTune(samples, SmallData.OneHot(SmallData.Numbers(samples)), null, [], new FineTuneOptions
        {
            Epochs = 1,
            BatchSize = 96,
            WarmUp = 0,
            WeightDecay = 0,
            LearningRate = 1e-4,
            AdapterRate = 20,
            HeadRate = 3,
        });

        // The first step of Adam is the rate for every weight.
        Assert.Equal(first, SmallNetwork.Weights(model, "first"));
        Assert.Equal(3e-4, Largest(last, SmallNetwork.Weights(model, "last")), 1e-5);
        Assert.Equal(2e-3, Largest(b, adapter.Weights[1].ToArray()), 1e-5);
        Refusal.Of<TrainingException>("no adapters", () => SmallNetworkWithoutAdapters().FineTune(
            samples, SmallData.OneHot(SmallData.Numbers(samples)), null, []));

        static double Largest(float[] before, float[] after) => before.Zip(after, (x, y) => Math.Abs(x - y)).Max();
    }

    [Fact]
    public void The_summary_counts_them_and_a_frozen_nested_network_still_trains_them()
    {
        var inner = SmallNetwork.Create();
        var input = new Input(SmallData.Features);
        var outer = new Model(input.Output, inner.Apply(input.Output));
        inner.AddLora([inner.GetLayer("first")], rank: 2);
        inner.Trainable = false;

        Assert.Equal(2 * (SmallData.Features + 16), outer.TrainableWeights.Sum(weight => weight.Count));
        using var table = new StringWriter();
        outer.Summary(table);
        Assert.Contains($" Trainable params: {2 * (SmallData.Features + 16)} ", table.ToString(), StringComparison.Ordinal);
    }

    private static Model SmallNetworkWithoutAdapters()
    {
        var model = SmallNetwork.Create();
        model.Compile("adam", "categorical_crossentropy");
        return model;
    }

    private sealed class GradientWatch(Weight[] frozen, Weight[] adapters) : Callback
    {
        public Dictionary<Weight, float[]> AtFirst { get; } = adapters.ToDictionary(weight => weight, weight => weight.ToArray());

        public int Steps { get; private set; }

        public bool FrozenNeededGradient { get; private set; }

        public override void OnBatchEnd(ITrainingRun run, int step, double loss)
        {
            Steps++;
            Assert.All(adapters, weight => Assert.True(weight.Tensor.requires_grad));
            FrozenNeededGradient |= frozen.Any(weight => weight.Tensor.requires_grad || weight.Tensor.grad is not null);
        }
    }
}
