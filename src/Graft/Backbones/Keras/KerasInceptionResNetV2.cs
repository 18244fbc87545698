using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Keras.KerasInceptionLayers;

namespace Graft.Backbones.Keras;

/// <summary>
/// Inception-ResNet version 2 (Szegedy et al., 2016) as in Keras: mixtures of branches, a share of which is added to what went
/// in.
/// </summary>
internal static class KerasInceptionResNetV2
{
    public static IEnumerable<Backbone> All() =>
    [
        Entry(
            "inception_resnet_v2", ("e693bd0210a403b3192acc6073ad2e96", "d19885ff4a710c122648d3b5c3b684e4"), 0.803, 1536,
            54_336_736,
            ["max_pooling2d_1", "mixed_5b", "block35_10_ac", "block17_20_ac", "mixed_7a", "conv_7b_ac"]).With(Build),
    ];

    private static Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        // At 299 x 299 pixels maps of 35 x 35, then 17 x 17, then 8 x 8.
        var x = Stem(input.Output);
        x = MixFives(x, 96, 64, "mixed_5b");
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
        return new Model(input.Output, includeTop ? Classify(x) : x, "inception_resnet_v2");
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
}
