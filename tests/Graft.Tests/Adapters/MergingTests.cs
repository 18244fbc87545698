using Graft.Backbones;
using Graft.Layers;
using Graft.Trunk;
using Graft.Weights;

namespace Graft.Tests.Adapters;

/// <summary>Adapters merged into their layers give what they gave beside them, step by step and as compiled operations.</summary>
public sealed class MergingTests
{
    private static readonly NDArray Maps = new(Formula.Unit("adapters/maps", 4 * 9 * 7 * 6), 4, 9, 7, 6);

    [Theory]
    [InlineData("lora")]
    [InlineData("ssf")]
    public void Every_layer_that_can_have_one_gives_the_same_merged(string kind)
    {
        var model = Network();
        var plain = model.Predict(Maps).Values;
        var adapters = Add(model, kind);
        Assert.Equal(
            kind == "lora"
                ? ["dense", "mapped", "point", "strided"]
                : ["behind", "dense", "depthwise", "full", "layer_normalization", "mapped", "separable", "strided"],
            adapters.Select(adapter => adapter.Layer.Name).Order(StringComparer.Ordinal));

        Close.Absolute(plain, model.Predict(Maps).Values, 1e-6, "at first nothing changes");
        Vary(adapters);
        var beside = model.Predict(Maps).Values;
        Assert.True(Largest(plain, beside) > 1e-2);
        Close.Absolute(beside, Compiled(model), 1e-5, "as operations");
        model.MergeAdapters();

        Assert.Empty(model.Adapters);
        Close.Absolute(beside, model.Predict(Maps).Values, 1e-5, "merged");
        Close.Absolute(beside, Compiled(model), 1e-5, "merged, as operations");
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("ssf")]
    public void A_published_network_gives_the_same_probabilities_merged(string kind)
    {
        var options = new BackboneOptions
        {
            IncludeTop = true,
            Search = new WeightsSearch { Folders = [Shared.Path("weights")], Cache = Path.GetTempPath(), Offline = true },
        };
        var network = BackboneRegistry.Find("mobilenet_0.25.keras").Load(options);
        var pictures = new NDArray(Formula.Picture("adapters/pictures", 2, 224, 224), 2, 224, 224, 3);
        var plain = network.Predict(pictures).Values;
        Vary(Add(network, kind), 0.02f);
        var beside = network.Predict(pictures).Values;
        network.MergeAdapters();

        Assert.True(Largest(plain, beside) > 1e-2);
        Close.Absolute(beside, network.Predict(pictures).Values, 1e-5, "merged");
    }

    [Fact]
    public void Taken_away_they_leave_the_layers_as_they_were()
    {
        var model = Network();
        var (weights, plain) = (Values(model), model.Predict(Maps).Values);
        Vary(model.AddLora(rank: 2));
        model.RemoveAdapters();

        Assert.Equal(weights, Values(model));
        Assert.Equal(plain, model.Predict(Maps).Values);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        var model = Network();
        var full = model.GetLayer("full");

        Refusal.Of<ArgumentException>("None of the 1 layers", () => model.AddLora([full]));
        Refusal.Of<ArgumentException>("'elsewhere' is not in the model", () => model.AddLora([new Dense(2, name: "elsewhere")]));
        Refusal.Of<ArgumentOutOfRangeException>("rank", () => model.AddLora(rank: 0));
        Refusal.Of<ArgumentOutOfRangeException>("alpha", () => model.AddLora(alpha: 0));
        model.AddSsf([full]);
        Refusal.Of<InvalidOperationException>("'full' has an adapter already", () => model.AddSsf());
        Refusal.Of<InvalidOperationException>("MergeAdapters", () => model.SaveWeights("nowhere.safetensors"));
    }

    [Fact]
    public void Low_rank_adapters_of_one_seed_are_equal_and_of_another_are_not()
    {
        float[] First(int seed) => [.. Network().AddLora(seed: seed).SelectMany(adapter => adapter.Weights[0].ToArray())];

        Assert.Equal(First(1), First(1));
        Assert.NotEqual(First(1), First(2));
    }

    // One layer of each kind that can have an adapter, and a convolution whose channels the normalization behind it scales.
    private static Model Network()
    {
        var input = new Input((9, 7, 6));
        var x = new Conv2D(8, 3, activation: "relu", name: "full").Apply(input.Output);
        x = new Conv2D(10, 1, useBias: false, name: "point").Apply(x);
        var normalization = new BatchNormalization(name: "behind");
        x = normalization.Apply(x);
        x = new DepthwiseConv2D(3, padding: "same", depthMultiplier: 2, name: "depthwise").Apply(x);
        x = new Conv2D(9, 1, strides: 2, padding: "same", activation: "tanh", name: "strided").Apply(x);
        x = new SeparableConv2D(7, 3, padding: "same", name: "separable").Apply(x);
        x = new LayerNormalization().Apply(x);
        x = new Dense(11, activation: "relu", name: "mapped").Apply(x);
        x = new GlobalAveragePooling2D().Apply(x);
        var model = new Model(input.Output, new Dense(5, activation: "softmax", name: "dense").Apply(x));
        foreach (var weight in normalization.Weights)
            weight.Set([.. Formula.Unit($"adapters/{weight.Name}", weight.Count).Select(value => 1 + 0.3f * value)]);
        return model;
    }

    private static IReadOnlyList<LayerAdapter> Add(Model model, string kind) => kind == "lora" ? model.AddLora(rank: 3) : model.AddSsf();

    private static void Vary(IReadOnlyList<LayerAdapter> adapters, float by = 0.3f)
    {
        foreach (var weight in adapters.SelectMany(adapter => adapter.Weights))
        {
            var more = Formula.Unit($"adapters/{weight.Layer.Name}/{weight.Name}", weight.Count);
            weight.Set([.. weight.ToArray().Zip(more, (value, change) => value + by * change)]);
        }
    }

    private static float[] Compiled(Model model)
    {
        using var pass = new TrunkPass(model, precision: Precision.Fp32);
        return pass.Run([Maps])[0].Values;
    }

    private static float[] Values(Model model) => [.. model.Weights.SelectMany(weight => weight.ToArray())];

    private static double Largest(float[] before, float[] after) => before.Zip(after, (a, b) => Math.Abs(a - b)).Max();
}
