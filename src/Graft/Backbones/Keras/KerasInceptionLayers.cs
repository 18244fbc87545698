using Graft.Layers;
using Graft.Operations;

namespace Graft.Backbones.Keras;

/// <summary>
/// What Keras's Inception version 3 and Inception-ResNet version 2 have in common. Convolutions have no names of their own, and
/// normalizations no factor.
/// </summary>
internal static class KerasInceptionLayers
{
    /// <summary>What the table says of both networks; the rest is for each to add.</summary>
    /// <param name="name">The name, which is its family's too.</param>
    /// <param name="md5">The checksums of the files with the classifier and without.</param>
    /// <param name="top1">The published accuracy.</param>
    /// <param name="features">Channels of the last map.</param>
    /// <param name="parameters">Number of weights without the classifier.</param>
    /// <param name="blocks">The layers that end its blocks.</param>
    public static KerasEntry Entry(
        string name, (string WithTop, string WithoutTop) md5, double top1, int features, long parameters, IReadOnlyList<string> blocks)
    {
        var stem = $"{name}/{name}_weights_tf_dim_ordering_tf_kernels";
        return new KerasEntry
        {
            Name = name,
            Family = name,
            WithTop = KerasFiles.At($"{stem}.h5", md5.WithTop),
            WithoutTop = KerasFiles.At($"{stem}_notop.h5", md5.WithoutTop),
            Licence = "Apache-2.0",
            Top1 = top1,
            Mode = "tf",
            Size = 299,
            MinimumSize = 75,
            Features = features,
            Parameters = parameters,
            Blocks = blocks,
        };
    }

    /// <summary>From the picture to the first mixture: at 299 x 299 pixels a map of 35 x 35.</summary>
    public static Symbol Stem(Symbol picture)
    {
        var x = Convolve(picture, 32, 3, 2);
        x = Convolve(x, 32, 3, padding: "valid");
        x = Convolve(x, 64, 3);
        x = new MaxPooling2D(3, strides: 2).Apply(x);
        x = Convolve(x, 80, 1, padding: "valid");
        x = Convolve(x, 192, 3, padding: "valid");
        return new MaxPooling2D(3, strides: 2).Apply(x);
    }

    /// <summary>A mixture with a window of 5 x 5 and two of 3 x 3.</summary>
    public static Symbol MixFives(Symbol x, int point, int pooled, string name)
    {
        var points = Convolve(x, point, 1);
        var five = Convolve(Convolve(x, 48, 1), 64, 5);
        var threes = Convolve(Convolve(Convolve(x, 64, 1), 96, 3), 96, 3);
        return new Concatenate(name: name).Apply(points, five, threes, Convolve(Average(x), pooled, 1));
    }

    /// <summary>The means of 3 x 3 cells around each.</summary>
    public static Symbol Average(Symbol x) => new AveragePooling2D(3, 1, "same").Apply(x);

    /// <summary>A convolution with normalization and rectifier. Those that halve the map take no zeros around it.</summary>
    public static Symbol Convolve(Symbol x, int filters, Size2D kernel, int stride = 1, string padding = "same")
    {
        x = new Conv2D(filters, kernel, stride, stride == 2 ? "valid" : padding, useBias: false).Apply(x);
        x = new BatchNormalization(scale: false).Apply(x);
        return new Activation("relu").Apply(x);
    }

    /// <summary>The classifier.</summary>
    public static Symbol Classify(Symbol x)
    {
        x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
        return new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
    }
}
