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

    private static readonly MobileStage[] Stages = EfficientNetStages.First;

    private static readonly Size[] Sizes =
    [
        new("b0", 1.0, 1.0, 224, 0.2, 4_049_571, 0.771,
            "902e53a9f72be733fc0bcb005b3ebbac", "50bc09e76180e00e4465e1a485ddc09d"),
        new("b1", 1.0, 1.1, 240, 0.2, 6_575_239, 0.791,
            "1d254153d4ab51201f1646940f018540", "74c4e6b3e1f6a1eea24c589628592432"),
        new("b2", 1.1, 1.2, 260, 0.3, 7_768_569, 0.801,
            "b15cce36ff4dcbd00b6dd88e7857a6ad", "111f8e2ac8aa800a7a99e3239f7bfb39"),
        new("b3", 1.2, 1.4, 300, 0.3, 10_783_535, 0.816,
            "ffd1fdc53d0ce67064dc6a9c7960ede0", "af6d107764bb5b1abb91932881670226"),
        new("b4", 1.4, 1.8, 380, 0.4, 17_673_823, 0.829,
            "18c95ad55216b8f92d7e70b3a046e2fc", "ebc24e6d6c33eaebbd558eafbeedf1ba"),
        new("b5", 1.6, 2.2, 456, 0.4, 28_513_527, 0.836,
            "ace28f2a6363774853a83a0b21b9421a", "38879255a25d3c92d5e44e04ae6cec6f"),
        new("b6", 1.8, 2.6, 528, 0.5, 40_960_143, 0.840,
            "165f6e37dce68623721b423839de8be5", "9ecce42647a20130c1f39a5d4cb75743"),
        new("b7", 2.0, 3.1, 600, 0.5, 64_097_687, 0.843,
            "8c03f828fec3ef71311cd463b6759d99", "cbcfe4450ddf6f3ad90b1b398090fe4a"),
    ];

    public static IEnumerable<Backbone> All() => Sizes.Select(size => new KerasEntry
    {
        Name = $"efficientnet_{size.Name}",
        Family = "efficientnet",
        WithTop = KerasFiles.AtRoot($"efficientnet{size.Name}.h5", size.Md5),
        WithoutTop = KerasFiles.AtRoot($"efficientnet{size.Name}_notop.h5", size.Md5WithoutTop),
        Licence = "Apache-2.0",
        Top1 = size.Top1,
        Mode = "none",
        Size = size.InputSize,
        Features = size.Channels(1280),
        Parameters = size.Parameters,
        Blocks = [.. Ends(size), "top_activation"],
        Correct = SquareDeviations,
    }.With((shape, includeTop, preprocessing) => Build(size, shape, includeTop, preprocessing)));

    private static Model Build(Size size, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var layers = new EfficientLayers(momentum: 0.99);
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Rescaling(1 / 255.0).Apply(input.Output);
        x = new Normalization().Apply(x);
        x = new ZeroPadding2D(KerasPadding.Before(x.Shape, 3), "stem_conv_pad").Apply(x);
        x = EfficientLayers.Convolve(x, size.Channels(32), 3, 2, "valid", "stem_conv");
        x = layers.Activate(x, "stem_bn", "stem_activation");
        var (done, all) = (0, Stages.Sum(size.Repeats));
        foreach (var (number, stage) in Stages.Index())
            for (var i = 0; i < size.Repeats(stage); i++)
            {
                var name = $"block{number + 1}{(char)('a' + i)}_";
                x = Block(layers, x, stage, size.Channels(stage.Filters), i == 0 ? stage.Stride : 1, 0.2 * done++ / all, name);
            }
        x = EfficientLayers.Convolve(x, size.Channels(1280), 1, 1, "same", "top_conv");
        x = layers.Activate(x, "top_bn", "top_activation");
        if (includeTop)
            x = EfficientLayers.Classify(x, size.DropoutRate);
        return new Model(input.Output, x, $"efficientnet{size.Name}");
    }

    private static Symbol Block(
        EfficientLayers layers, Symbol input, MobileStage stage, int filters, int stride, double dropRate, string name)
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
        x = layers.Normalize(x, $"{name}project_bn");
        return stride == 1 ? EfficientLayers.AddTo(input, x, dropRate, name) : x;
    }

    private static IEnumerable<string> Ends(Size size) =>
        from stage in Stages.Index()
        let repeats = size.Repeats(stage.Item)
        select repeats > 1
            ? $"block{stage.Index + 1}{(char)('a' + repeats - 1)}_add"
            : $"block{stage.Index + 1}a_project_bn";

    // Keras's own graph divides by their roots once more instead. A file with true variances stays as it is.
    private static void SquareDeviations(Model model)
    {
        var variance = model.Layers.OfType<Normalization>().Single().Weights.Single(weight => weight.Name == "variance");
        if (variance.ToArray().Zip(Deviations).All(pair => Math.Abs(pair.First - pair.Second) < 1e-3))
            variance.Set([.. Deviations.Select(deviation => deviation * deviation)]);
    }

    /// <summary>A published network.</summary>
    private sealed record Size(
        string Name, double Width, double Depth, int InputSize, double DropoutRate, long Parameters, double Top1, string Md5,
        string Md5WithoutTop)
    {
        public int Channels(int channels) => RoundedChannels.Of(channels * Width);

        public int Repeats(MobileStage stage) => (int)Math.Ceiling(stage.Blocks * Depth);
    }
}
