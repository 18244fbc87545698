using Graft.Layers;
using Graft.Operations;

namespace Graft.Tests.Layers;

/// <summary>Shapes that do not fit: the message names the layer, its type and what was given.</summary>
public sealed class WrongShapeTests
{
    private static readonly Dictionary<string, (Func<string, Layer> Make, Shape[] Inputs)> Cases = new()
    {
        ["a convolution of a vector"] = (name => new Conv2D(8, 3, name: name), [10]),
        ["a window larger than the map"] = (name => new Conv2D(8, 5, name: name), [(4, 9, 3)]),
        ["a dilated window larger than the map"] = (name => new DepthwiseConv2D(3, dilationRate: 4, name: name), [(8, 20, 3)]),
        ["groups that do not divide the channels"] = (name => new Conv2D(8, 3, groups: 4, name: name), [(9, 9, 6)]),
        ["a depthwise convolution of a sequence"] = (name => new DepthwiseConv2D(3, name: name), [(9, 9)]),
        ["a separable convolution of a vector"] = (name => new SeparableConv2D(4, 3, name: name), [9]),
        ["a pooling of a vector"] = (name => new MaxPooling2D(name: name), [9]),
        ["a pooling larger than the map"] = (name => new AveragePooling2D(3, name: name), [(2, 9, 1)]),
        ["a global pooling of a sequence"] = (name => new GlobalAveragePooling2D(name: name), [(9, 9)]),
        ["a global maximum of a vector"] = (name => new GlobalMaxPooling2D(name: name), [9]),
        ["a global deviation of a sequence"] = (name => new GlobalDeviationPooling2D(name: name), [(9, 9)]),
        ["a cropping of everything"] = (name => new Cropping2D(3, name), [(6, 9, 1)]),
        ["a cropping beyond all numbers"] = (name => new Cropping2D(int.MaxValue, name), [(6, 9, 1)]),
        ["a padding of a vector"] = (name => new ZeroPadding2D(1, name), [6]),
        ["a padding beyond all numbers"] = (name => new ZeroPadding2D(int.MaxValue, name), [(6, 9, 1)]),
        ["an upsampling of a vector"] = (name => new UpSampling2D(2, name: name), [6]),
        ["an upsampling beyond all numbers"] = (name => new UpSampling2D(65_536, name: name), [(65_536, 1, 1)]),
        ["a shape of another size"] = (name => new Reshape([5, 5], name), [24]),
        ["an open dimension that does not come out even"] = (name => new Reshape([5, -1], name), [24]),
        ["a permutation of another rank"] = (name => new Permute([2, 1], name), [(3, 4, 5)]),
        ["an addition of different shapes"] = (name => new Add(name), [(3, 4), (3, 5)]),
        ["a product of different ranks"] = (name => new Multiply(name), [(3, 4), 4]),
        ["an addition of one"] = (name => new Add(name), [7]),
        ["a concatenation of different maps"] = (name => new Concatenate(name: name), [(3, 4, 1), (3, 5, 1)]),
        ["a concatenation along an axis that is not there"] = (name => new Concatenate(3, name), [(3, 4), (3, 4)]),
        ["two inputs where one is wanted"] = (name => new Dense(3, name: name), [4, 4]),
        ["numbers for other channels"] = (name => new Rescaling([1, 2], [0], name), [(4, 4, 3)]),
        ["a normalisation for other channels"] = (name => new Normalization([1, 2], [1], name), [(4, 4, 3)]),
        ["a normalization of responses of steps"] = (name => new GlobalResponseNormalization(name: name), [(4, 6)]),
        ["an attention of a map"] = (name => new SelfAttention(1, name), [(2, 2, 3)]),
        ["channels that do not come out even in an attention"] = (name => new SelfAttention(2, name), [(4, 9)]),
        ["tokens in front of a vector"] = (name => new LearnedTokens(name: name), [6]),
        ["places for other steps"] = (name => new PositionEmbedding(2, 3, 1, name), [(6, 4)]),
        ["steps that are not there"] = (name => new StepPooling(3, 2, name), [(4, 6)]),
        ["steps of a map"] = (name => new StepPooling(name: name), [(4, 6, 2)]),
        ["an odd number of channels for glu"] = (name => new Activation("glu", name), [5]),
        ["a kernel beyond all numbers"] = (name => new Dense(int.MaxValue, name: name), [(1, 5)]),
        ["a model's other input"] = (Named, [5]),
    };

    private static Model Named(string name)
    {
        var input = new Input(4);
        return new Model(input.Output, new Dense(2).Apply(input.Output), name);
    }

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shape_that_does_not_fit_is_refused_with_the_name_of_the_layer(string name)
    {
        var (make, inputs) = Cases[name];
        var layer = make("the_layer");
        var failure = Assert.Throws<ArgumentException>(
            () => layer.ApplyAll([.. inputs.Select(shape => new Input(shape).Output)]));
        Assert.Contains($"Layer 'the_layer' ({layer.TypeName})", failure.Message, StringComparison.Ordinal);
        foreach (var shape in inputs)
            Assert.Contains(shape.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.True(layer is Model || !layer.IsBuilt);
    }

    [Fact]
    public void A_built_layer_refuses_other_channels_than_its_weights_have()
    {
        Layer[] layers =
        [
            new Conv2D(4, 1), new Conv2D(4, 1, groups: 2), new DepthwiseConv2D(1), new SeparableConv2D(4, 1), new Dense(4),
            new BatchNormalization(), new LayerNormalization(), new LayerNormalization(scale: false), new Normalization(),
        ];
        foreach (var layer in layers)
        {
            layer.Apply(new Input((5, 5, 4)).Output);
            layer.Apply(new Input((7, 3, 4)).Output);
            var failure = Assert.Throws<ArgumentException>(() => layer.Apply(new Input((5, 5, 2)).Output));
            Assert.Contains("(None, 5, 5, 2)", failure.Message, StringComparison.Ordinal);
            Assert.Contains(layer.Name, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Shapes_are_positive_and_hold_no_more_than_an_array_can()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(65_536, 65_536));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue));
        Assert.Equal(int.MaxValue, new Shape(int.MaxValue).Size);
        Assert.Throws<ArgumentException>(() => new Input(new Shape()));
        Assert.Throws<ArgumentException>(() => new Reshape([]));
        Assert.Throws<ArgumentException>(() => new NDArray(new float[6], -2, -3));
        Assert.Throws<ArgumentException>(() => new NDArray([], 0, 0));
        Assert.Throws<ArgumentException>(() => new NDArray([], 65_536, 65_536, 65_536, 65_536));
    }
}
