using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Keras;

/// <summary>
/// Inception-ResNet version 2 (Szegedy et al., 2016) as in Keras: mixtures of branches, a share of which is added to what went
/// in. Most convolutions have no names of their own, and normalizations no factor.
/// </summary>
internal static class KerasInceptionResNetV2
{
    private const string Stem = "inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels";

    public static IEnumerable<Backbone> All() =>
    [
        new KerasEntry
        {
            Name = "inception_resnet_v2",
            Family = "inception_resnet_v2",
            WithTop = KerasFiles.At($"{Stem}.h5", "e693bd0210a403b3192acc6073ad2e96"),
            WithoutTop = KerasFiles.At($"{Stem}_notop.h5", "d19885ff4a710c122648d3b5c3b684e4"),
            Licence = "Apache-2.0",
            Top1 = 0.803,
            Mode = "tf",
            Size = 299,
            MinimumSize = 75,
            Features = 1536,
            Parameters = 54_336_736,
            Blocks = ["max_pooling2d_1", "mixed_5b", "block35_10_ac", "block17_20_ac", "mixed_7a", "conv_7b_ac"],
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
        x = Mix(x, "mixed_5b");
        for (var i = 1; i <= 10; i++)
            x = AddShare(x, 0.17, $"block35_{i}", Convolve(x, 32, 1), Convolve(Convolve(x, 32, 1), 32, 3), Threes(x));
        x = ShrinkFirst(x, "mixed_6a");
        for (var i = 1; i <= 20; i++)
            x = AddShare(x, 0.1, $"block17_{i}", Convolve(x, 192, 1), Sevens(x));
        x = ShrinkSecond(x, "mixed_7a");
        for (var i = 1; i <= 10; i++)
            x = AddShare(x, i < 10 ? 0.2 : 1, $"block8_{i}", Convolve(x, 192, 1), NarrowThrees(x));
        x = new Conv2D(1536, 1, padding: "same", useBias: false, name: "conv_7b").Apply(x);
        x = new BatchNormalization(scale: false, name: "conv_7b_bn").Apply(x);
        x = new Activation("relu", name: "conv_7b_ac").Apply(x);
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
            x = new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, "inception_resnet_v2");
    }

    private static Symbol Mix(Symbol x, string name)
    {
        var point = Convolve(x, 96, 1);
        var five = Convolve(Convolve(x, 48, 1), 64, 5);
        var threes = Convolve(Convolve(Convolve(x, 64, 1), 96, 3), 96, 3);
        var pooled = Convolve(new AveragePooling2D(3, 1, "same").Apply(x), 64, 1);
        return new Concatenate(name: name).Apply(point, five, threes, pooled);
    }

    private static Symbol Threes(Symbol x) => Convolve(Convolve(Convolve(x, 32, 1), 48, 3), 64, 3);

    private static Symbol Sevens(Symbol x) => Convolve(Convolve(Convolve(x, 128, 1), 160, (1, 7)), 192, (7, 1));

    private static Symbol NarrowThrees(Symbol x) => Convolve(Convolve(Convolve(x, 192, 1), 224, (1, 3)), 256, (3, 1));

    private static Symbol ShrinkFirst(Symbol x, string name)
    {
        var three = Convolve(x, 384, 3, 2);
        var threes = Convolve(Convolve(Convolve(x, 256, 1), 256, 3), 384, 3, 2);
        return new Concatenate(name: name).Apply(three, threes, new MaxPooling2D(3, strides: 2).Apply(x));
    }

    private static Symbol ShrinkSecond(Symbol x, string name)
    {
        var wide = Convolve(Convolve(x, 256, 1), 384, 3, 2);
        var narrow = Convolve(Convolve(x, 256, 1), 288, 3, 2);
        var threes = Convolve(Convolve(Convolve(x, 256, 1), 288, 3), 320, 3, 2);
        return new Concatenate(name: name).Apply(wide, narrow, threes, new MaxPooling2D(3, strides: 2).Apply(x));
    }

    // The very last block adds all of it and has no rectifier.
    private static Symbol AddShare(Symbol input, double share, string name, params IReadOnlyList<Symbol> branches)
    {
        var x = new Concatenate(name: $"{name}_mixed").Apply(branches);
        x = new Conv2D(input.Shape.Channels, 1, padding: "same", name: $"{name}_conv").Apply(x);
        x = new ScaledSum(share).Apply(input, x);
        return share < 1 ? new Activation("relu", name: $"{name}_ac").Apply(x) : x;
    }

    // Those that halve the map take no zeros around it.
    private static Symbol Convolve(Symbol x, int filters, Size2D kernel, int stride = 1, string padding = "same")
    {
        x = new Conv2D(filters, kernel, stride, stride == 2 ? "valid" : padding, useBias: false).Apply(x);
        x = new BatchNormalization(scale: false).Apply(x);
        return new Activation("relu").Apply(x);
    }
}
