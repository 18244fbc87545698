using Graft.Layers;

namespace Graft.Backbones.Keras;

/// <summary>What Keras's EfficientNets of both versions are made of.</summary>
/// <param name="momentum">What the normalizations' statistics keep of themselves at each step of a training.</param>
internal sealed class KerasEfficientLayers(double momentum)
{
    public static Symbol Convolve(Symbol x, int filters, int kernel, int stride, string padding, string name) =>
        new Conv2D(filters, kernel, stride, padding, useBias: false, name: name).Apply(x);

    public Symbol Normalize(Symbol x, string name) => new BatchNormalization(momentum, name: name).Apply(x);

    public Symbol Activate(Symbol x, string normalization, string activation) =>
        new Activation("silu", activation).Apply(Normalize(x, normalization));

    /// <summary>A factor for each channel, which depends on the means of all (Hu et al., 2017).</summary>
    public static Symbol SqueezeAndExcite(Symbol input, int squeezed, string name)
    {
        var channels = input.Shape.Channels;
        var x = new GlobalAveragePooling2D(name: $"{name}se_squeeze").Apply(input);
        x = new Reshape([1, 1, channels], $"{name}se_reshape").Apply(x);
        x = new Conv2D(squeezed, 1, padding: "same", activation: "silu", name: $"{name}se_reduce").Apply(x);
        x = new Conv2D(channels, 1, padding: "same", activation: "sigmoid", name: $"{name}se_expand").Apply(x);
        return new Multiply($"{name}se_excite").Apply(input, x);
    }

    /// <summary>The block's input and what became of it, where both have as many channels.</summary>
    public static Symbol AddTo(Symbol input, Symbol x, double dropRate, string name)
    {
        if (input.Shape.Channels != x.Shape.Channels)
            return x;
        if (dropRate > 0)
            x = new Dropout(dropRate, wholeSamples: true, name: $"{name}drop").Apply(x);
        return new Add($"{name}add").Apply(x, input);
    }

    public static Symbol Classify(Symbol x, double dropRate)
    {
        x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
        x = new Dropout(dropRate, name: "top_dropout").Apply(x);
        return new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
    }
}
