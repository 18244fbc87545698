using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Keras;

/// <summary>
/// Inception version 3 (Szegedy et al., 2015) as in Keras: mixtures of branches with windows of several shapes. Convolutions
/// have no names of their own, and normalizations no factor.
/// </summary>
internal static class KerasInceptionV3
{
    private const string Stem = "inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels";

    public static IEnumerable<Backbone> All() =>
    [
        new KerasEntry
        {
            Name = "inception_v3",
            Family = "inception_v3",
            WithTop = KerasFiles.At($"{Stem}.h5", "9a0d58056eeedaa3f26cb7ebd46da564"),
            WithoutTop = KerasFiles.At($"{Stem}_notop.h5", "bcbd6486424b2319ff4ef7d526e38f63"),
            Licence = "Apache-2.0",
            Top1 = 0.779,
            Mode = "tf",
            Size = 299,
            MinimumSize = 75,
            Features = 2048,
            Parameters = 21_802_784,
            Blocks = ["max_pooling2d_1", "mixed2", "mixed7", "mixed8", "mixed9", "mixed10"],
        }.With(Build),
    ];

    private static Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = Convolve(input.Output, 32, 3, 2);
        x = Convolve(x, 32, 3, padding: "valid");
        x = Convolve(x, 64, 3);
        x = new MaxPooling2D(3, strides: 2).Apply(x);
        x = Convolve(x, 80, 1, padding: "valid");
        x = Convolve(x, 192, 3, padding: "valid");
        x = new MaxPooling2D(3, strides: 2).Apply(x);

        // At 299 x 299 pixels maps of 35 x 35, then 17 x 17, then 8 x 8.
        x = MixFives(x, 32, "mixed0");
        x = MixFives(x, 64, "mixed1");
        x = MixFives(x, 64, "mixed2");
        x = ShrinkFirst(x, "mixed3");
        foreach (var (i, inside) in new[] { 128, 160, 160, 192 }.Index())
            x = MixSevens(x, inside, $"mixed{4 + i}");
        x = ShrinkSecond(x, "mixed8");
        x = MixThrees(x, "mixed9_0", "mixed9");
        x = MixThrees(x, "mixed9_1", "mixed10");
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
            x = new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, "inception_v3");
    }

    private static Symbol MixFives(Symbol x, int pooled, string name)
    {
        var point = Convolve(x, 64, 1);
        var five = Convolve(Convolve(x, 48, 1), 64, 5);
        var threes = Convolve(Convolve(Convolve(x, 64, 1), 96, 3), 96, 3);
        return new Concatenate(name: name).Apply(point, five, threes, Convolve(Average(x), pooled, 1));
    }

    private static Symbol MixSevens(Symbol x, int inside, string name)
    {
        var point = Convolve(x, 192, 1);
        var seven = Convolve(Convolve(Convolve(x, inside, 1), inside, (1, 7)), 192, (7, 1));
        var sevens = Convolve(Convolve(Convolve(x, inside, 1), inside, (7, 1)), inside, (1, 7));
        sevens = Convolve(Convolve(sevens, inside, (7, 1)), 192, (1, 7));
        return new Concatenate(name: name).Apply(point, seven, sevens, Convolve(Average(x), 192, 1));
    }

    private static Symbol MixThrees(Symbol x, string nameInside, string name)
    {
        var point = Convolve(x, 320, 1);
        var three = Convolve(x, 384, 1);
        three = new Concatenate(name: nameInside).Apply(Convolve(three, 384, (1, 3)), Convolve(three, 384, (3, 1)));
        var threes = Convolve(Convolve(x, 448, 1), 384, 3);
        threes = new Concatenate().Apply(Convolve(threes, 384, (1, 3)), Convolve(threes, 384, (3, 1)));
        return new Concatenate(name: name).Apply(point, three, threes, Convolve(Average(x), 192, 1));
    }

    private static Symbol ShrinkFirst(Symbol x, string name)
    {
        var three = Convolve(x, 384, 3, 2);
        var threes = Convolve(Convolve(Convolve(x, 64, 1), 96, 3), 96, 3, 2);
        return new Concatenate(name: name).Apply(three, threes, new MaxPooling2D(3, strides: 2).Apply(x));
    }

    private static Symbol ShrinkSecond(Symbol x, string name)
    {
        var three = Convolve(Convolve(x, 192, 1), 320, 3, 2);
        var seven = Convolve(Convolve(Convolve(Convolve(x, 192, 1), 192, (1, 7)), 192, (7, 1)), 192, 3, 2);
        return new Concatenate(name: name).Apply(three, seven, new MaxPooling2D(3, strides: 2).Apply(x));
    }

    private static Symbol Average(Symbol x) => new AveragePooling2D(3, 1, "same").Apply(x);

    // Those that halve the map take no zeros around it.
    private static Symbol Convolve(Symbol x, int filters, Size2D kernel, int stride = 1, string padding = "same")
    {
        x = new Conv2D(filters, kernel, stride, stride == 2 ? "valid" : padding, useBias: false).Apply(x);
        x = new BatchNormalization(scale: false).Apply(x);
        return new Activation("relu").Apply(x);
    }
}
