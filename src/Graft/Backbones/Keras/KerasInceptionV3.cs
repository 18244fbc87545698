using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Keras.KerasInceptionLayers;

namespace Graft.Backbones.Keras;

/// <summary>
/// Inception version 3 (Szegedy et al., 2015) as in Keras: mixtures of branches with windows of several shapes.
/// </summary>
internal static class KerasInceptionV3
{
    public static IEnumerable<Backbone> All() =>
    [
        Entry(
            "inception_v3", ("9a0d58056eeedaa3f26cb7ebd46da564", "bcbd6486424b2319ff4ef7d526e38f63"), 0.779, 2048, 21_802_784,
            ["max_pooling2d_1", "mixed2", "mixed7", "mixed8", "mixed9", "mixed10"]).With(Build),
    ];

    private static Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        // At 299 x 299 pixels maps of 35 x 35, then 17 x 17, then 8 x 8.
        var x = Stem(input.Output);
        x = MixFives(x, 64, 32, "mixed0");
        x = MixFives(x, 64, 64, "mixed1");
        x = MixFives(x, 64, 64, "mixed2");
        x = ShrinkFirst(x, "mixed3");
        foreach (var (i, inside) in new[] { 128, 160, 160, 192 }.Index())
            x = MixSevens(x, inside, $"mixed{4 + i}");
        x = ShrinkSecond(x, "mixed8");
        x = MixThrees(x, "mixed9_0", "mixed9");
        x = MixThrees(x, "mixed9_1", "mixed10");
        return new Model(input.Output, includeTop ? Classify(x) : x, "inception_v3");
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
}
