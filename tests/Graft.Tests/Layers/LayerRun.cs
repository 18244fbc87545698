using Graft.Engine;
using Graft.Layers;
using static TorchSharp.torch;

namespace Graft.Tests.Layers;

/// <summary>Runs one layer on arrays whose last axis holds the channels.</summary>
internal static class LayerRun
{
    /// <summary>Values between -2 and 2 that depend on the key alone.</summary>
    public static NDArray Values(string key, params int[] shape) =>
        new([.. Formula.Unit(key, shape.Aggregate(1L, (size, d) => size * d)).Select(v => 2 * v)], shape);

    /// <summary>Gives each weight values of its own; variances stay positive.</summary>
    public static void FillWeights(Layer layer, string key)
    {
        foreach (var weight in layer.Weights)
        {
            var isPositive = weight.Name is "moving_variance" or "variance" or "gamma";
            weight.Set([.. Formula.Unit($"{key}/{weight.Name}", weight.Count).Select(v => isPositive ? 1 + v / 2 : v)]);
        }
    }

    /// <summary>The layer put behind inputs of these shapes, which builds it.</summary>
    public static IReadOnlyList<Symbol> Apply(Layer layer, params NDArray[] inputs) =>
        layer.ApplyAll([.. inputs.Select(input => new Input(input.SampleShape).Output)]);

    /// <summary>The layer's output, whose shape must be what its rule said.</summary>
    public static NDArray Forward(Layer layer, params NDArray[] inputs) => Forward(layer, ForwardContext.Inference, inputs);

    /// <summary>The layer's output in a context.</summary>
    public static NDArray Forward(Layer layer, ForwardContext context, params NDArray[] inputs)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var symbol = Assert.Single(Apply(layer, inputs));
        var output = FromTensor(Assert.Single(layer.Forward([.. inputs.Select(ToTensor)], context)));
        Assert.Equal(symbol.Shape, output.SampleShape);
        return output;
    }

    /// <summary>The output of a layer that is built, with weights of its own.</summary>
    public static NDArray ForwardFilled(Layer layer, string key, params NDArray[] inputs)
    {
        Apply(layer, inputs);
        FillWeights(layer, key);
        return Forward(layer, inputs);
    }

    /// <summary>Two samples for each input of a model; they belong to the scope around the call.</summary>
    public static Tensor[] Inputs(Model model, string key) =>
        [.. model.Inputs.Select((input, i) => ToTensor(Values($"{key}/{i}", [2, .. input.Shape.Dimensions])))];

    /// <summary>In libtorch's layout; belongs to the scope around the call.</summary>
    public static Tensor ToTensor(NDArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return Layout.FromLogical(tensor(array.Values).reshape([.. array.Shape.Select(d => (long)d)]));
    }

    public static NDArray FromTensor(Tensor value)
    {
        using var scope = NewDisposeScope();
        var logical = Layout.ToLogical(value).contiguous();
        return new NDArray(logical.numel() == 0 ? [] : logical.data<float>().ToArray(), [.. logical.shape.Select(d => (int)d)]);
    }

    /// <summary>Compares with numbers that were computed apart in double.</summary>
    public static void Equal(Reference.NaiveArray expected, NDArray actual, string what)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Close.Relative([.. expected.Values.Select(v => (float)v)], actual.Values, 1e-5, what);
    }
}
