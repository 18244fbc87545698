using Graft.Engine;
using Graft.Export;
using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Layers;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Graft.Tests.Export;

public sealed class OnnxLayerTests
{
    private const int Batch = 3;

    public static TheoryData<string> Activations => [.. ActivationFunction.Names.Order(StringComparer.Ordinal)];

    public static TheoryData<string> LayersByName => [.. LayerCases.All.Keys];

    [Theory]
    [MemberData(nameof(LayersByName))]
    public void A_layer_gives_the_same_in_ONNX_Runtime(string name)
    {
        var (layer, inputs) = LayerCases.All[name];
        AssertSame(name, layer(), inputs, 3);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void An_activation_gives_the_same_on_vectors_and_maps(string name)
    {
        AssertSame(name, new Activation(name), [8], 4);
        AssertSame(name, new Activation(name), [(4, 3, 6)], 4);
        AssertSame(name, new Dense(6, activation: name), [5], 2);
        AssertSame(name, new Conv2D(4, 3, activation: name), [(5, 4, 3)], 2);
    }

    [Fact]
    public void Every_type_of_layer_is_tried()
    {
        var types = typeof(Layer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract && type.IsPublic
                && type.Namespace == typeof(Layer).Namespace);
        var tried = LayerCases.All.Values.Select(entry => entry.Layer().GetType()).ToHashSet();
        Assert.Empty(types.Where(type => type != typeof(Input) && type != typeof(Activation) && !tried.Contains(type))
            .Select(type => type.Name));
    }

    private static void AssertSame(string name, Layer layer, Shape[] shapes, float scale)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        layer.Apply([.. shapes.Select(shape => new Input(shape).Output)]);
        foreach (var weight in layer.Weights)
            weight.Set(RandomModels.ValuesFor(weight, name));
        var values = shapes.Select((shape, i) =>
            Formula.Unit($"{name} input {i}", Batch * shape.Size).Select(v => v * scale).ToArray()).ToArray();
        var tensors = shapes.Zip(values, (shape, value) => Layout.FromLogical(tensor(value, Dimensions(shape))));
        var expected = Layout.ToLogical(layer.Forward([.. tensors], ForwardContext.Inference)[0]).contiguous();

        var writer = new OperationWriter();
        Value[] inputs = [.. shapes.Select(OperationWriter.Input)];
        var output = layer.Lower(writer, inputs)[0];
        var model = OnnxWriter.WriteModel(new OperationGraph(inputs, writer.Operations, [output]),
            [.. shapes.Select((_, i) => $"input_{i}")], ["output"]);

        foreach (var level in new[] { GraphOptimizationLevel.ORT_DISABLE_ALL, GraphOptimizationLevel.ORT_ENABLE_ALL })
        {
            var given = shapes.Zip(values, (shape, value) => new OnnxArray(Dimensions(shape), value));
            var actual = Assert.Single(OnnxRun.Of(model, level, [.. given]));
            Assert.Equal(expected.shape, actual.Shape);
            Close.Relative(expected.data<float>().ToArray(), actual.Values, 2e-6, $"{name}, {level}");
        }
    }

    private static long[] Dimensions(Shape shape) => [Batch, .. shape.Dimensions.Select(d => (long)d)];
}
