using System.Text.Json.Nodes;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Export;
using Graft.Tests.Layers;
using static TorchSharp.torch;

namespace Graft.Tests.Models;

/// <summary>A model written down and read again is the same model.</summary>
public sealed class ModelConfigurationTests
{
    private static readonly Dictionary<string, (Layer Layer, Shape Input)> Examples = new()
    {
        ["Activation"] = (new Activation("gelu"), 5),
        ["AdaptiveAveragePooling2D"] = (new AdaptiveAveragePooling2D((3, 2)), (7, 6, 3)),
        ["AveragePooling2D"] = (new AveragePooling2D((3, 2), (1, 2), "same"), (7, 6, 3)),
        ["BatchNormalization"] = (new BatchNormalization(0.9, 1e-5, center: false), (3, 4, 5)),
        ["Conv2D"] = (new Conv2D(6, (3, 2), (2, 1), "same", groups: 3, activation: "relu", useBias: false), (7, 6, 3)),
        ["Cropping2D"] = (new Cropping2D(((1, 0), (2, 1))), (7, 6, 3)),
        ["Dense"] = (new Dense(4, "tanh", useBias: false), (3, 5)),
        ["DepthwiseConv2D"] = (new DepthwiseConv2D((2, 3), depthMultiplier: 2, dilationRate: 2, activation: "elu"), (7, 8, 3)),
        ["LayerScale"] = (new LayerScale(0.5), (2, 3, 4)),
        ["LearnedTokens"] = (new LearnedTokens(2), (3, 4)),
        ["Dropout"] = (new Dropout(0.25), 5),
        ["Flatten"] = (new Flatten(), (2, 3, 4)),
        ["GlobalAveragePooling2D"] = (new GlobalAveragePooling2D(keepDimensions: true), (2, 3, 4)),
        ["GlobalDeviationPooling2D"] = (new GlobalDeviationPooling2D(keepDimensions: true), (2, 3, 4)),
        ["GlobalMaxPooling2D"] = (new GlobalMaxPooling2D(keepDimensions: true), (2, 3, 4)),
        ["GlobalResponseNormalization"] = (new GlobalResponseNormalization(1e-5), (3, 4, 5)),
        ["LayerNormalization"] = (new LayerNormalization(1e-6, center: false), (3, 4)),
        ["MaxPooling2D"] = (new MaxPooling2D((2, 3), 1, new Margins(1, 0, 2, 1)), (7, 6, 3)),
        ["Normalization"] = (new Normalization([0.485f, 0.456f, 0.406f], [0.1f, 0.2f, 0.3f]), (4, 4, 3)),
        ["Permute"] = (new Permute([3, 1, 2]), (2, 3, 4)),
        ["PositionEmbedding"] = (new PositionEmbedding(2, 3, 1), (7, 4)),
        ["ReLU"] = (new ReLU(6, 0.1), 5),
        ["Rescaling"] = (new Rescaling([0.1f, 1 / 3f], [-1, 1e-7f]), 2),
        ["Reshape"] = (new Reshape([-1, 2]), (2, 3, 4)),
        ["SelfAttention"] = (new SelfAttention(2), (3, 12)),
        ["SeparableConv2D"] = (new SeparableConv2D(5, 3, 2, "same", 2, activation: "selu", useBias: false), (7, 6, 3)),
        ["Softmax"] = (new Softmax(), (3, 4)),
        ["SquareRoot"] = (new SquareRoot(), (3, 4)),
        ["StepPooling"] = (new StepPooling(1, 2), (4, 6)),
        ["UpSampling2D"] = (new UpSampling2D((2, 3), "bilinear"), (2, 3, 4)),
        ["ZeroPadding2D"] = (new ZeroPadding2D(((1, 0), (2, 3))), (2, 3, 4)),
    };

    private static readonly string[] Merging = ["Add", "Concatenate", "CustomScaleLayer", "Multiply"];

    public static TheoryData<string> Types => [.. Examples.Keys];

    [Fact]
    public void Every_type_of_layer_has_an_example_here() =>
        Assert.Equal(LayerTypes.Names.Order(StringComparer.Ordinal), Examples.Keys.Concat(Merging).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_layer_comes_back_with_all_its_options(string type)
    {
        var (layer, shape) = Examples[type];
        Assert.Equal(type, layer.TypeName);
        var input = new Input(shape);
        CheckSame(new Model(input.Output, layer.Apply(input.Output)), 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void A_random_graph_comes_back_and_computes_the_same(int seed) => CheckSame(RandomModels.Make(seed), seed);

    [Fact]
    public void What_random_graphs_do_not_hold_comes_back_too()
    {
        var input = new Input((2, 3, 4));
        var sum = new ScaledSum(0.17).Apply(input.Output, new ReLU().Apply(input.Output));
        var again = CheckSame(new Model(input.Output, new Dropout(0.25, wholeSamples: true).Apply(sum)), 1);
        Assert.Equal(0.17, again.Layers.OfType<ScaledSum>().Single().Scale);
        Assert.True(again.Layers.OfType<Dropout>().Single().WholeSamples);
    }

    [Fact]
    public void Nested_shared_and_partly_frozen_layers_come_back()
    {
        var tower = new Sequential(
            [new Input((6, 6, 3)), new Conv2D(4, 3, name: "conv"), new BatchNormalization(), new Flatten()], "tower");
        tower.Trainable = false;
        tower.GetLayer("conv").Trainable = true;
        var (left, right) = (new Input((6, 6, 3)), new Input((6, 6, 3)));
        var shared = new Dense(5);
        var x = shared.Apply(tower.Apply(left.Output));
        var y = shared.Apply(tower.Apply(right.Output));
        // The shared layer is applied to its own output: its second application stands behind its first.
        var self = new Dense(5, name: "self");
        var z = self.Apply(self.Apply(new Add().Apply(x, y)));
        var model = new Model([right.Output, left.Output], [z, x], "twins");
        model.GetLayer("self").Trainable = false;

        var again = CheckSame(model, 3);
        var towerAgain = Assert.IsType<Sequential>(again.GetLayer("tower"));
        Assert.False(towerAgain.Trainable);
        Assert.True(towerAgain.GetLayer("conv").Trainable);
        Assert.Equal(model.TrainableWeights.Select(weight => weight.Name), again.TrainableWeights.Select(weight => weight.Name));
        model.Trainable = false;
        Assert.False(CheckSame(model, 4).Trainable);
    }

    [Fact]
    public void A_model_that_begins_in_the_middle_of_a_graph_cannot_be_written_down()
    {
        var input = new Input(new Shape(4));
        var middle = new Dense(4, name: "middle").Apply(input.Output);
        var model = new Model(middle, new Dense(2).Apply(middle));
        Refusal.Of<InvalidOperationException>("behind 'middle'", model.GetConfiguration);
    }

    [Fact]
    public void A_chain_of_20_000_layers_needs_no_deep_stack()
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(LongChain), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private static void LongChain()
    {
        using var scope = NewDisposeScope();
        var input = new Input(new Shape(2));
        var x = input.Output;
        for (var i = 0; i < 20_000; i++)
            x = new ReLU(6).Apply(x);
        var model = new Model(input.Output, x);
        var configuration = model.GetConfiguration();
        var again = Model.FromConfiguration(configuration);
        Assert.True(JsonNode.DeepEquals(configuration, again.GetConfiguration()));
        Assert.Equal(20_000, again.Lower().Operations.Count);
        Assert.Equal(
            [0f, 6], again.Forward(
                [tensor(new[] { -1f, 9 }).reshape(1, 2)], ForwardContext.Inference)[0].data<float>().ToArray());
        Assert.Empty(again.Weights);
        again.Trainable = false;
        again.Summary(TextWriter.Null);
    }

    private static Model CheckSame(Model model, int seed)
    {
        var text = model.GetConfiguration().ToJsonString();
        var again = Model.FromConfiguration(JsonNode.Parse(text)!.AsObject());
        Assert.Equal(text, again.GetConfiguration().ToJsonString());
        Assert.Equal(
            model.Layers.Select(layer => (layer.Name, layer.TypeName, layer.Trainable)),
            again.Layers.Select(layer => (layer.Name, layer.TypeName, layer.Trainable)));
        foreach (var (from, to) in model.Weights.Zip(again.Weights))
        {
            Assert.Equal(
                (from.Layer.Name, from.Name, from.Shape, from.IsStatistic), (to.Layer.Name, to.Name, to.Shape, to.IsStatistic));
            to.Set(from.ToArray());
        }
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var inputs = LayerRun.Inputs(model, $"{seed}");
        var (before, after) = (model.Forward(inputs, ForwardContext.Inference), again.Forward(inputs, ForwardContext.Inference));
        foreach (var (expected, actual) in before.Zip(after))
            Assert.Equal(LayerRun.FromTensor(expected).Values, LayerRun.FromTensor(actual).Values);
        return again;
    }
}
