using Graft.Backbones;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Layers.Keras;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones;

/// <summary>
/// The backbones of the registry, filled with the weights of the formula, give the numbers that Keras's own networks gave.
/// </summary>
public sealed class BackboneNumbersTests
{
    public static TheoryData<string> All => ["vgg16", "vgg19", "mobilenet_0.25", "mobilenet_0.75", "mobilenet_1.0"];

    [Theory]
    [MemberData(nameof(All))]
    public void Layers_shapes_and_arrays_are_those_of_Keras_in_its_order(string name)
    {
        var network = KerasNetwork.Read(name);
        var model = Fresh(name, includeTop: true);
        Assert.Equal(network.Rows.Select(row => (row.Name, row.Type, row.Parameters)), model.Layers.Select(layer =>
            (layer.Name, layer.TypeName, layer.Weights.Sum(weight => weight.Count))));
        foreach (var (node, row) in model.Nodes.Zip(network.Rows.Skip(1)))
            Assert.Equal((row.Name, row.Shape), (node.Layer.Name, node.Outputs[0].Shape));

        var arrays = network.Arrays.ToList();
        CompareArrays(arrays, model);
        CompareArrays(arrays[..network.ArraysWithoutTop], Fresh(name, includeTop: false));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Parameters_are_counted_as_Keras_counts_them(string name)
    {
        var network = KerasNetwork.Read(name);
        Assert.Equal(network.Parameters("top"), Count(Fresh(name, includeTop: true)));
        Assert.Equal(network.Parameters("notop"), Count(Fresh(name, includeTop: false)));
        Assert.Equal(network.Parameters("notop").All, BackboneRegistry.Find(name).Parameters);
    }

    [Theory]
    [InlineData("mobilenet_0.25")]
    [InlineData("mobilenet_0.75")]
    [InlineData("mobilenet_1.0")]
    public void A_MobileNet_gives_the_numbers_of_Keras_after_every_layer(string name)
    {
        CompareTraceAndMap(name);
        CompareLogits(name);
    }

    [Theory]
    [InlineData("vgg16")]
    [InlineData("vgg19")]
    public void A_VGG_gives_the_numbers_of_Keras_after_every_layer(string name) => CompareTraceAndMap(name);

    // The dense layers hold 120 million weights: run it by --explicit only --filter-trait "Category=Slow".
    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [InlineData("vgg16")]
    [InlineData("vgg19")]
    public void A_VGG_with_its_classifier_gives_the_logits_of_Keras(string name) => CompareLogits(name);

    [Theory]
    [MemberData(nameof(All))]
    public void A_backbone_gives_the_numbers_of_Keras_on_pictures_of_odd_size(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = KerasNetwork.ReadOdd(name);
        var model = BackboneRegistry.Find(name).Load(new BackboneOptions { Weights = null, InputShape = (139, 101, 3) });
        network.FillWeights(model);
        var map = model.Forward([KerasNumbers.Batch(network.Picture(), model.Input.Shape)], ForwardContext.Inference)[0];
        KerasNumbers.CompareMap(map, Reference(name), "odd");
    }

    private static (long All, long Trainable) Count(Model model) =>
        (model.Weights.Sum(weight => weight.Count), model.TrainableWeights.Sum(weight => weight.Count));

    private static void CompareTraceAndMap(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = KerasNetwork.Read(name);
        var model = Fresh(name, includeTop: false);
        network.FillWeights(model);
        var every = new Model([model.Input], [model.Input, .. model.Nodes.SelectMany(node => node.Outputs)]);
        var values = every.Forward([KerasNumbers.Batch(network.Picture(), model.Input.Shape)], ForwardContext.Inference);
        KerasNumbers.CompareTrace(network, values);
        KerasNumbers.CompareMap(values[^1], Reference(name), "default");
    }

    private static void CompareLogits(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = KerasNetwork.Read(name);
        var model = Fresh(name, includeTop: true);
        network.FillWeights(model);
        var picture = KerasNumbers.Batch(network.Picture(), model.Input.Shape);
        var last = model.ForwardPreactivations([picture], ForwardContext.Inference)[0];
        Assert.Equal(ActivationFunction.FromName("softmax"), last.Activation);
        KerasNumbers.CompareLogits(last.Value, Reference(name));
    }

    private static void CompareArrays(IReadOnlyList<(string Layer, string Weight, Shape Shape)> expected, Model model)
    {
        var own = model.Weights.Select(weight => (weight.Layer.Name, weight.Shape));
        Assert.Equal(expected.Select(array => (array.Layer, array.Shape)), own);
        // Keras 3 calls a depthwise kernel "kernel", the published files and Graft "depthwise_kernel".
        foreach (var (array, weight) in expected.Zip(model.Weights))
            Assert.Equal(weight.Layer is DepthwiseConv2D ? "depthwise_" + array.Weight : array.Weight, weight.Name);
    }

    private static Model Fresh(string name, bool includeTop) =>
        BackboneRegistry.Find(name).Load(new BackboneOptions { Weights = null, IncludeTop = includeTop });

    private static TensorFile Reference(string name) => Shared.Tensors("fixtures", "keras", "models", name + ".safetensors");
}
