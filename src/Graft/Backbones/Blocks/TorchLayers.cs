using Graft.Layers;
using Graft.Operations;

namespace Graft.Backbones.Blocks;

/// <summary>
/// Layers as PyTorch's networks use them: named as the arrays of their files begin, as much padding on each side as keeps a map's
/// size at a stride of 1, and no bias where a normalization follows.
/// </summary>
/// <param name="Epsilon">What is added to the variance of a batch normalization.</param>
/// <param name="Momentum">How much of the statistics stays at each step (1 minus PyTorch's momentum).</param>
/// <param name="Same">
/// Whether convolutions with a stride are padded by TensorFlow's rule, which depends on the map's size, as networks that were
/// brought over from there.
/// </param>
internal sealed record TorchLayers(double Epsilon = 1e-5, double Momentum = 0.9, bool Same = false)
{
    /// <summary>A convolution; with as many groups as channels and filters a depthwise one.</summary>
    public static Symbol Convolve(
        Symbol x, string name, int filters, int kernel, int stride = 1, int groups = 1, bool useBias = false, bool same = false)
    {
        Padding padding = same && stride > 1 ? Padding.Same : (kernel - 1) / 2;
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

    /// <summary>The maxima of 3 x 3 cells at every second place, of fewer at the end (PyTorch's <c>ceil_mode</c>).</summary>
    public static Symbol PoolToTheEnd(Symbol x, string name) => new MaxPooling2D(
        3, 2, new Margins(0, (x.Shape[0] - 3) & 1, 0, (x.Shape[1] - 3) & 1), name).Apply(x);

    /// <summary>A map averaged to a square and laid out channel by channel, as the dense layers behind it expect.</summary>
    public static Symbol Flatten(Symbol x, int size)
    {
        x = new AdaptiveAveragePooling2D(size, "avgpool").Apply(x);
        x = new Permute([3, 1, 2], "channels_first").Apply(x);
        return new Flatten("flatten").Apply(x);
    }

    /// <summary>Channels weighed by what is in the whole map (Hu et al., 2017).</summary>
    /// <param name="x">The map.</param>
    /// <param name="squeezed">Channels between the two convolutions.</param>
    /// <param name="activation">The activation between them.</param>
    /// <param name="gate">The activation that gives the weights.</param>
    /// <param name="names">What the layers are called.</param>
    public static Symbol SqueezeAndExcite(Symbol x, int squeezed, string activation, string gate, SqueezeNames names)
    {
        var weights = new GlobalAveragePooling2D(keepDimensions: true, name: names.Pool).Apply(x);
        weights = Activate(Convolve(weights, names.Reduce, squeezed, 1, useBias: true), names.Activation, activation);
        weights = Convolve(weights, names.Expand, x.Shape.Channels, 1, useBias: true);
        return new Multiply(names.Product).Apply([Activate(weights, names.Gate, gate), x]);
    }

    /// <summary>A batch normalization.</summary>
    public Symbol Normalize(Symbol x, string name) => new BatchNormalization(Momentum, Epsilon, name: name).Apply(x);

    /// <summary>A convolution without a bias, its normalization, and an activation where one is named.</summary>
    public Symbol Step(
        Symbol x, StepNames names, int filters, int kernel, int stride = 1, int groups = 1, string? activation = null)
    {
        x = Normalize(Convolve(x, names.Convolution, filters, kernel, stride, groups, same: Same), names.Normalization);
        return activation is null ? x : Activate(x, names.Activation, activation);
    }
}
