using Graft.Backbones;
using Graft.Export;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Export;
using Graft.Tests.Layers.Keras;
using Graft.Tests.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones.Keras;

/// <summary>
/// The backbones of the registry, filled with the weights of the formula, give the numbers that Keras's own networks gave.
/// </summary>
public sealed class KerasBackbonesTests
{
    public static TheoryData<string> All => [.. KerasNetwork.Names.Where(IsBackbone)];

    // One or two of each family; the others by --explicit only --filter-trait "Category=Slow".
    public static TheoryData<string> Small =>
    [
        "mobilenet_0.25", "mobilenet_0.75", "mobilenet_1.0", "mobilenet_v2_0.35", "mobilenet_v2_1.0", "mobilenet_v3_small",
        "mobilenet_v3_small_minimalistic", "resnet50_v2", "efficientnet_b0", "efficientnet_v2_b0", "densenet121", "xception",
        "inception_v3", "nasnet_mobile", "convnext_tiny",
    ];

    // The format alone takes their features farther off than two hundredths of the largest.
    private static readonly string[] BeyondHalf =
        ["mobilenet_v2_0.35", "mobilenet_v2_1.0", "mobilenet_v2_1.4", "mobilenet_v3_large"];

    [Theory]
    [MemberData(nameof(All))]
    public void Layers_shapes_and_arrays_are_those_of_Keras_in_its_order(string name)
    {
        var network = KerasNetwork.Read(name);
        var model = Fresh(name, includeTop: true);
        Assert.Equal(network.Rows.Select(row => (row.Name, row.LayerType, row.Parameters)), model.Layers.Select(layer =>
            (layer.Name, layer.TypeName, layer.Weights.Sum(weight => weight.Count))));
        foreach (var (output, row) in Outputs(model).Zip(network.Rows))
            Assert.Equal((row.Name, row.Shape), (output.Node.Layer.Name, output.Shape));

        var arrays = network.Arrays.ToList();
        CompareArrays(arrays, model);
        CompareArrays(
            [.. arrays[..network.ArraysWithoutTop].Select(array => (Renamed(array.Layer), array.Weight, array.Shape))],
            Fresh(name, includeTop: false));

        string Renamed(string layer) => network.Renamed[layer].SingleOrDefault(layer);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Parameters_are_counted_as_Keras_counts_them(string name)
    {
        var network = KerasNetwork.Read(name);
        Assert.Equal(network.Parameters("top"), Count(Fresh(name, includeTop: true)));
        Assert.Equal(network.Parameters("notop"), Count(Fresh(name, includeTop: false)));
        Assert.Equal(network.Parameters("notop").All, BackboneRegistry.Find($"{name}.keras").Parameters);
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void A_small_backbone_gives_the_numbers_of_Keras_after_every_layer_and_its_logits(string name) =>
        CompareDefaultSize(name);

    [Theory]
    [MemberData(nameof(Small))]
    public void A_small_backbone_gives_the_numbers_of_Keras_on_pictures_of_odd_size(string name) => CompareOddSize(name);

    // Minutes on two cores: run them by --explicit only --filter-trait "Category=Slow".
    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(All))]
    public void Every_backbone_gives_the_numbers_of_Keras(string name)
    {
        CompareDefaultSize(name);
        CompareOddSize(name);
    }

    [Theory]
    [InlineData("mobilenet_1.0")]
    [InlineData("resnet50_v2")]
    [InlineData("mobilenet_v2_0.35")]
    public void In_bf16_features_are_as_near_as_the_format_allows(string name) => CompareInHalfPrecision(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(All))]
    public void In_bf16_features_of_every_backbone_are_as_near_as_the_format_allows(string name) => CompareInHalfPrecision(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(All))]
    public void In_ONNX_Runtime_every_backbone_gives_the_numbers_of_Keras(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = KerasNetwork.Read(name);
        var model = Fresh(name, includeTop: true);
        network.FillWeights(model);
        var graph = model.Lower();
        var logits = graph.Operations.OfType<Normalize>().Last().Inputs[0];
        var onnx = OnnxWriter.WriteModel(graph with { Outputs = [logits] }, ["picture"], ["logits"]);
        var shape = model.Input.Shape;
        var run = OnnxRun.Of(onnx, new OnnxArray([1, shape[0], shape[1], 3], network.Picture()));
        Close.Relative(Reference(name)["top/logits"].Floats(), run[0].Values, 1e-4, $"{name} in ONNX Runtime");
    }

    private static void CompareInHalfPrecision(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = KerasNetwork.Read(name);
        var model = Fresh(name, includeTop: false);
        network.FillWeights(model);
        var features = new Model(model.Input, new GlobalAveragePooling2D().Apply(model.Output));
        HalfPrecision.Compare(
            features.Lower(), KerasNumbers.Batch(network.Picture(), model.Input.Shape), Reference(name)["notop/default/pooled"].Floats(),
            name, BeyondHalf.Contains(name));
    }

    private static (long All, long Trainable) Count(Model model) =>
        (model.Weights.Sum(weight => weight.Count), model.TrainableWeights.Sum(weight => weight.Count));

    private static void CompareDefaultSize(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = KerasNetwork.Read(name);
        var withTop = Fresh(name, includeTop: true);
        network.FillWeights(withTop);
        var model = Fresh(name, includeTop: false);
        foreach (var (weight, filled) in model.Weights.Zip(withTop.Weights))
            weight.Set(filled.ToArray());
        Assert.Equal(network.Trace.Select(row => row[0].GetString()), model.Layers.Select(layer => layer.Name));

        var picture = KerasNumbers.Batch(network.Picture(), model.Input.Shape);
        var values = new Model([model.Input], [.. Outputs(model)]).Forward([picture], ForwardContext.Inference);
        KerasNumbers.CompareTrace(network, values);
        KerasNumbers.CompareMap(values[^1], Reference(name), "default");
        var last = withTop.ForwardPreactivations([picture], ForwardContext.Inference)[0];
        Assert.Equal(ActivationFunction.FromName("softmax"), last.Activation);
        KerasNumbers.CompareLogits(last.Value, Reference(name));
    }

    private static void CompareOddSize(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = KerasNetwork.ReadOdd(name);
        var model = BackboneRegistry.Find($"{name}.keras").Load(
            new BackboneOptions { Weights = null, InputShape = (139, 101, 3) });
        network.FillWeights(model);
        var map = model.Forward([KerasNumbers.Batch(network.Picture(), model.Input.Shape)], ForwardContext.Inference)[0];
        KerasNumbers.CompareMap(map, Reference(name), "odd");
    }

    private static void CompareArrays(IReadOnlyList<(string Layer, string Weight, Shape Shape)> expected, Model model)
    {
        var own = model.Weights.Select(weight => (weight.Layer.Name, weight.Shape));
        Assert.Equal(expected.Select(array => (array.Layer, array.Shape)), own);
        // Keras 3 calls a depthwise kernel "kernel", the published files and Graft "depthwise_kernel".
        foreach (var (array, weight) in expected.Zip(model.Weights))
            Assert.Equal(weight.Layer is DepthwiseConv2D ? "depthwise_" + array.Weight : array.Weight, weight.Name);
    }

    // In the order of Keras, which is not that in which they run.
    private static IEnumerable<Symbol> Outputs(Model model)
    {
        var outputs = model.Nodes.ToDictionary(node => node.Layer, node => node.Outputs[0]);
        return model.Layers.Select(layer => outputs.GetValueOrDefault(layer, model.Input));
    }

    private static bool IsBackbone(string name) => BackboneRegistry.All.Any(backbone => backbone.Name == $"{name}.keras");

    private static Model Fresh(string name, bool includeTop) =>
        BackboneRegistry.Find($"{name}.keras").Load(new BackboneOptions { Weights = null, IncludeTop = includeTop });

    private static TensorFile Reference(string name) => Shared.Tensors("fixtures", "keras", "models", name + ".safetensors");
}
