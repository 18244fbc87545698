using Graft.Engine;
using Graft.Export;
using Graft.Layers;
using Graft.Operations;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Graft.Tests.Export;

public sealed class OnnxLayerTests
{
    private const int Batch = 3;

    public static TheoryData<string> Activations => [.. ActivationFunction.Names.Order(StringComparer.Ordinal)];

    public static TheoryData<string> LayersByName => [.. Cases.Keys];

    private static Dictionary<string, (Func<Layer> Layer, Shape[] Inputs)> Cases { get; } = new()
    {
        ["dense"] = (() => new Dense(5, activation: "relu"), [7]),
        ["dense on steps"] = (() => new Dense(5), [(4, 7)]),
        ["dense without bias"] = (() => new Dense(5, useBias: false), [7]),
        ["dense without bias on steps"] = (() => new Dense(5, useBias: false), [(4, 7)]),
        ["conv"] = (() => new Conv2D(6, 3, padding: "same", activation: "relu"), [(9, 8, 4)]),
        ["conv, strides, uneven window"] = (() => new Conv2D(6, (3, 2), strides: (2, 3), padding: "same"), [(9, 8, 4)]),
        ["conv, even size, same, stride 2"] = (() => new Conv2D(6, 3, strides: 2, padding: "same"), [(8, 10, 4)]),
        ["conv, valid, dilated"] = (() => new Conv2D(6, 3, dilationRate: 2, useBias: false), [(9, 8, 4)]),
        ["conv, groups"] = (() => new Conv2D(6, 3, groups: 2, padding: "same"), [(5, 6, 4)]),
        ["conv, 1x1"] = (() => new Conv2D(6, 1), [(5, 6, 4)]),
        ["depthwise"] = (() => new DepthwiseConv2D(3, strides: 2, padding: "same", activation: "relu6"), [(8, 7, 5)]),
        ["depthwise, multiplier"] = (() => new DepthwiseConv2D(3, depthMultiplier: 2, useBias: false), [(8, 7, 5)]),
        ["separable"] = (() => new SeparableConv2D(6, 3, padding: "same", depthMultiplier: 2), [(8, 7, 5)]),
        ["batch normalization of a map"] = (() => new BatchNormalization(), [(4, 5, 6)]),
        ["batch normalization of a vector"] = (() => new BatchNormalization(scale: false), [6]),
        ["layer normalization of a map"] = (() => new LayerNormalization(), [(4, 5, 6)]),
        ["layer normalization of steps"] = (() => new LayerNormalization(epsilon: 1e-6), [(4, 6)]),
        ["relu"] = (() => new ReLU(), [(4, 5, 6)]),
        ["relu, maximum"] = (() => new ReLU(maxValue: 0.5), [(4, 5, 6)]),
        ["relu, slope"] = (() => new ReLU(negativeSlope: 0.3), [(4, 5, 6)]),
        ["relu, threshold"] = (() => new ReLU(threshold: 0.25), [(4, 5, 6)]),
        ["relu, maximum and threshold"] = (() => new ReLU(maxValue: 0.5, threshold: 0.25), [(4, 5, 6)]),
        ["softmax"] = (() => new Softmax(), [6]),
        ["softmax of a map"] = (() => new Softmax(), [(4, 5, 6)]),
        ["max pooling"] = (() => new MaxPooling2D(), [(5, 6, 3)]),
        ["max pooling, same, below zero"] = (() => new MaxPooling2D(3, 2, "same"), [(6, 5, 3)]),
        ["average pooling"] = (() => new AveragePooling2D((2, 3), 2), [(5, 6, 3)]),
        ["average pooling, same"] = (() => new AveragePooling2D(3, 2, "same"), [(6, 5, 3)]),
        ["global average pooling"] = (() => new GlobalAveragePooling2D(), [(5, 6, 3)]),
        ["global max pooling"] = (() => new GlobalMaxPooling2D(), [(5, 6, 3)]),
        ["flatten of a map"] = (() => new Flatten(), [(3, 4, 5)]),
        ["flatten of steps"] = (() => new Flatten(), [(3, 4)]),
        ["flatten of a vector"] = (() => new Flatten(), [4]),
        ["reshape to a map"] = (() => new Reshape([2, 3, 4]), [24]),
        ["reshape of a map"] = (() => new Reshape([4, 6]), [(2, 3, 4)]),
        ["reshape from map to map"] = (() => new Reshape([4, 3, 2]), [(2, 3, 4)]),
        ["reshape to five axes"] = (() => new Reshape([2, 2, 2, 3]), [(2, 3, 4)]),
        ["permute of a map"] = (() => new Permute([3, 1, 2]), [(2, 3, 4)]),
        ["permute of a map, columns first"] = (() => new Permute([2, 1, 3]), [(2, 3, 4)]),
        ["permute of steps"] = (() => new Permute([2, 1]), [(3, 4)]),
        ["dropout"] = (() => new Dropout(0.5), [(2, 3, 4)]),
        ["zero padding"] = (() => new ZeroPadding2D(((1, 2), (0, 3))), [(4, 5, 2)]),
        ["cropping"] = (() => new Cropping2D(((1, 2), (0, 3))), [(6, 7, 2)]),
        ["up-sampling"] = (() => new UpSampling2D((2, 3)), [(3, 4, 2)]),
        ["up-sampling, bilinear"] = (() => new UpSampling2D((2, 3), "bilinear"), [(3, 4, 2)]),
        ["add"] = (() => new Add(), [(3, 4, 2), (3, 4, 2), (3, 4, 2)]),
        ["add, broadcast"] = (() => new Add(), [(3, 4, 2), (1, 1, 2)]),
        ["multiply"] = (() => new Multiply(), [(3, 4, 2), (3, 4, 2)]),
        ["multiply, broadcast"] = (() => new Multiply(), [(3, 4, 2), (1, 1, 2)]),
        ["concatenate channels"] = (() => new Concatenate(), [(3, 4, 2), (3, 4, 5)]),
        ["concatenate rows"] = (() => new Concatenate(axis: 1), [(3, 4, 2), (2, 4, 2)]),
        ["concatenate vectors"] = (() => new Concatenate(), [3, 4, 5]),
        ["rescaling"] = (() => new Rescaling(1.0 / 127.5, -1), [(3, 4, 3)]),
        ["normalization"] = (() => new Normalization([0.1f, 0.2f, 0.3f], [1f, 2f, 0.5f]), [(3, 4, 3)]),
    };

    [Theory]
    [MemberData(nameof(LayersByName))]
    public void A_layer_gives_the_same_in_ONNX_Runtime(string name)
    {
        var (layer, inputs) = Cases[name];
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
        var tried = Cases.Values.Select(entry => entry.Layer().GetType()).ToHashSet();
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
