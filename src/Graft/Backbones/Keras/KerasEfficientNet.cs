using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using EfficientLayers = Graft.Backbones.Keras.KerasEfficientLayers;

namespace Graft.Backbones.Keras;

/// <summary>
/// EfficientNet (Tan and Le, 2019) as in Keras: one network, made wider and deeper together. Pixels come in from 0 to 255.
/// </summary>
internal static class KerasEfficientNet
{
    /// <summary>
    /// The deviations by which the published networks divide. Their files hold them where the layer expects their squares.
    /// </summary>
    private static readonly float[] Deviations = [0.229f, 0.224f, 0.225f];

    private static readonly KerasEfficientSize[] Sizes =
    [
        Size("b0", 1.0, 1.0, 224, 0.2, 4_049_571, 0.771,
            "902e53a9f72be733fc0bcb005b3ebbac", "50bc09e76180e00e4465e1a485ddc09d"),
        Size("b1", 1.0, 1.1, 240, 0.2, 6_575_239, 0.791,
            "1d254153d4ab51201f1646940f018540", "74c4e6b3e1f6a1eea24c589628592432"),
        Size("b2", 1.1, 1.2, 260, 0.3, 7_768_569, 0.801,
            "b15cce36ff4dcbd00b6dd88e7857a6ad", "111f8e2ac8aa800a7a99e3239f7bfb39"),
        Size("b3", 1.2, 1.4, 300, 0.3, 10_783_535, 0.816,
            "ffd1fdc53d0ce67064dc6a9c7960ede0", "af6d107764bb5b1abb91932881670226"),
        Size("b4", 1.4, 1.8, 380, 0.4, 17_673_823, 0.829,
            "18c95ad55216b8f92d7e70b3a046e2fc", "ebc24e6d6c33eaebbd558eafbeedf1ba"),
        Size("b5", 1.6, 2.2, 456, 0.4, 28_513_527, 0.836,
            "ace28f2a6363774853a83a0b21b9421a", "38879255a25d3c92d5e44e04ae6cec6f"),
        Size("b6", 1.8, 2.6, 528, 0.5, 40_960_143, 0.840,
            "165f6e37dce68623721b423839de8be5", "9ecce42647a20130c1f39a5d4cb75743"),
        Size("b7", 2.0, 3.1, 600, 0.5, 64_097_687, 0.843,
            "8c03f828fec3ef71311cd463b6759d99", "cbcfe4450ddf6f3ad90b1b398090fe4a"),
    ];

    public static IEnumerable<Backbone> All() => Sizes.Select(size => (size.Entry(
        "efficientnet", KerasFiles.AtRoot($"efficientnet{size.Name}.h5", size.Md5),
        KerasFiles.AtRoot($"efficientnet{size.Name}_notop.h5", size.Md5WithoutTop), "project_bn") with
    {
        Correct = SquareDeviations,
    }).With((shape, includeTop, preprocessing) => Build(size, shape, includeTop, preprocessing)));

    private static KerasEfficientSize Size(
        string name, double width, double depth, int inputSize, double dropoutRate, long parameters, double top1, string md5,
        string md5WithoutTop) =>
        new(name, EfficientNetStages.First, width, depth, inputSize, parameters, top1, md5, md5WithoutTop)
        {
            DropoutRate = dropoutRate,
        };

    private static Model Build(KerasEfficientSize size, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var layers = new EfficientLayers(momentum: 0.99);
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Rescaling(1 / 255.0).Apply(input.Output);
        x = new Normalization().Apply(x);
        x = new ZeroPadding2D(KerasPadding.Before(x.Shape, 3), "stem_conv_pad").Apply(x);
        x = EfficientLayers.Convolve(x, size.Channels(size.StemFilters), 3, 2, "valid", "stem_conv");
        x = layers.Activate(x, "stem_bn", "stem_activation");
        x = size.Apply(x, layers, size.Stages.Sum(size.Repeats), Block, includeTop);
        return new Model(input.Output, x, $"efficientnet{size.Name}");

        Symbol Block(Symbol map, MobileStage stage, int filters, int stride, string name) =>
            Filter(layers, map, stage, filters, stride, name);
    }

    private static Symbol Filter(EfficientLayers layers, Symbol input, MobileStage stage, int filters, int stride, string name)
    {
        var x = input;
        if (stage.Expansion > 1)
        {
            x = EfficientLayers.Convolve(x, (int)stage.Expansion * input.Shape.Channels, 1, 1, "same", $"{name}expand_conv");
            x = layers.Activate(x, $"{name}expand_bn", $"{name}expand_activation");
        }
        if (stride == 2)
            x = new ZeroPadding2D(KerasPadding.Before(x.Shape, stage.Kernel), $"{name}dwconv_pad").Apply(x);
        var padding = stride == 2 ? "valid" : "same";
        x = new DepthwiseConv2D(stage.Kernel, stride, padding, useBias: false, name: $"{name}dwconv").Apply(x);
        x = layers.Activate(x, $"{name}bn", $"{name}activation");
        x = EfficientLayers.SqueezeAndExcite(x, input.Shape.Channels / 4, name);
        x = EfficientLayers.Convolve(x, filters, 1, 1, "same", $"{name}project_conv");
        return layers.Normalize(x, $"{name}project_bn");
    }

    // Keras's own graph divides by their roots once more instead. A file with true variances stays as it is.
    private static void SquareDeviations(Model model)
    {
        var variance = model.Layers.OfType<Normalization>().Single().Weights.Single(weight => weight.Name == "variance");
        if (variance.ToArray().Zip(Deviations).All(pair => Math.Abs(pair.First - pair.Second) < 1e-3))
            variance.Set([.. Deviations.Select(deviation => deviation * deviation)]);
    }
}
