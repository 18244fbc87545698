using Graft.Layers;

namespace Graft.Backbones;

/// <summary>
/// Layers as PyTorch's networks use them: named as the arrays of their files begin, as much padding on each side as keeps a map's
/// size at a stride of 1, and no bias where a normalization follows.
/// </summary>
/// <param name="Epsilon">What is added to the variance of a batch normalization.</param>
/// <param name="Momentum">How much of the statistics stays at each step (1 minus PyTorch's momentum).</param>
internal sealed record TorchLayers(double Epsilon = 1e-5, double Momentum = 0.9)
{
    /// <summary>A convolution; with as many groups as channels and filters a depthwise one.</summary>
    public static Symbol Convolve(
        Symbol x, string name, int filters, int kernel, int stride = 1, int groups = 1, bool useBias = false)
    {
        var padding = (kernel - 1) / 2;
        return groups > 1 && groups == x.Shape.Channels && groups == filters
            ? new DepthwiseConv2D(kernel, stride, padding, useBias: useBias, name: name).Apply(x)
            : new Conv2D(filters, kernel, stride, padding, groups: groups, useBias: useBias, name: name).Apply(x);
    }

    /// <summary>An activation by Keras's name.</summary>
    public static Symbol Activate(Symbol x, string name, string activation = "relu") => activation switch
    {
        "relu" => new ReLU(name: name).Apply(x),
        "relu6" => new ReLU(maxValue: 6, name: name).Apply(x),
        _ => new Activation(activation, name).Apply(x),
    };

    /// <summary>A batch normalization.</summary>
    public Symbol Normalize(Symbol x, string name) => new BatchNormalization(Momentum, Epsilon, name: name).Apply(x);
}
