using Graft.Layers;
using static TorchSharp.torch;

namespace Graft.Tests.Layers.Keras;

/// <summary>
/// Keras's own networks, written down layer by layer and built again of Graft's layers, give Keras's numbers after every layer.
/// </summary>
public sealed class KerasNetworksTests
{
    // Small, and together every layer type that occurs in Keras's networks.
    public static TheoryData<string> Small =>
        ["mobilenet_0.25", "mobilenet_v3_small", "efficientnet_b0", "nasnet_mobile", "convnext_tiny"];

    public static TheoryData<string> All => [.. KerasNetwork.Names];

    [Fact]
    public void No_network_of_the_reference_data_is_left_out() => Assert.Equal(
        Directory.EnumerateFiles(Shared.Path("fixtures", "keras", "models"), "*.json").Select(
            Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        KerasNetwork.Names.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Small))]
    public void A_small_network_gives_the_numbers_of_Keras_after_every_layer(string name) => CompareDefaultSize(name);

    [Theory]
    [InlineData("mobilenet_0.25")]
    [InlineData("vgg16")]
    public void A_network_gives_the_numbers_of_Keras_on_pictures_of_odd_size(string name) => CompareOddSize(name);

    // Minutes on two cores: run them by --explicit only --filter-trait "Category=Slow".
    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void Every_network_gives_the_numbers_of_Keras_after_every_layer() => Assert.Empty(Failures(CompareDefaultSize));

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void Every_network_gives_the_numbers_of_Keras_on_pictures_of_odd_size() => Assert.Empty(Failures(CompareOddSize));

    [Theory]
    [MemberData(nameof(All))]
    public void Shapes_parameters_and_the_order_of_layers_are_those_of_Keras(string name)
    {
        var network = KerasNetwork.Read(name);
        var model = network.WithTop;
        Assert.Equal(network.Order, model.Layers.Select(layer => layer.Name));
        foreach (var (layer, row) in model.Layers.Zip(network.Rows).Where(pair => pair.First is not Input))
        {
            Assert.Equal(row.Shape, model.Nodes.Single(node => node.Layer == layer).Outputs[0].Shape);
            Assert.Equal(row.Parameters, layer.Weights.Sum(weight => weight.Count));
        }
        Assert.Equal(
            network.Parameters("top"),
            (model.Weights.Sum(weight => weight.Count), model.TrainableWeights.Sum(weight => weight.Count)));
        var withoutTop = network.WithoutTop;
        Assert.Equal(
            network.Parameters("notop"),
            (withoutTop.Weights.Sum(weight => weight.Count), withoutTop.TrainableWeights.Sum(weight => weight.Count)));
        Assert.Equal(network.Trace.Select(row => row[0].GetString()), withoutTop.Layers.Select(layer => layer.Name));
    }

    private static List<string> Failures(Action<string> compare)
    {
        Shared.Path("fixtures", "keras", "models");
        List<string> failures = [];
        foreach (var name in KerasNetwork.Names)
            if (Record.Exception(() => compare(name)) is { } failure)
                failures.Add($"{name}: {failure.Message}");
        return failures;
    }

    private static void CompareDefaultSize(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = KerasNetwork.Read(name);
        network.FillWeights();
        var reference = Shared.Tensors("fixtures", "keras", "models", name + ".safetensors");
        var input = KerasNumbers.Batch(network.Picture(), network.WithTop.Input.Shape);

        KerasNumbers.CompareTrace(network, network.Tracing.Forward([input], ForwardContext.Inference));
        KerasNumbers.CompareMap(network.WithoutTop.Forward([input], ForwardContext.Inference)[0], reference, "default");
        var logits = network.WithTop.Forward([input], ForwardContext.Inference)[0];
        KerasNumbers.CompareLogits(logits, reference);
    }

    private static void CompareOddSize(string name)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var network = KerasNetwork.ReadOdd(name);
        network.FillWeights();
        var reference = Shared.Tensors("fixtures", "keras", "models", name + ".safetensors");
        var model = network.WithoutTop;
        KerasNumbers.CompareMap(
            model.Forward(
                [KerasNumbers.Batch(network.Picture(), model.Input.Shape)], ForwardContext.Inference)[0], reference, "odd");
    }
}
