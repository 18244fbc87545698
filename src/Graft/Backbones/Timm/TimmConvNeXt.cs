using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Timm;

/// <summary>ConvNeXt (Liu et al., 2022) and its second version (Woo et al., 2023) as in timm.</summary>
/// <param name="name">Its name in timm.</param>
/// <param name="design">In what it differs from the others.</param>
internal sealed class TimmConvNeXt(string name, ConvNeXtDesign design)
{
    // Weights of the second version before they were trained on classes come without the normalization of the average.
    private const string WithoutHead = "fcmae";

    private const string MapNormalization = "norm_pre", AverageNormalization = "head.norm", Classifier = "head.fc",
        Flattened = "head.flatten", HeadActivation = "head.pre_logits.act";

    private static readonly ConvNeXtSize Atto = new([2, 2, 6, 2], [40, 80, 160, 320]),
        Femto = new([2, 2, 6, 2], [48, 96, 192, 384]), Pico = new([2, 2, 6, 2], [64, 128, 256, 512]),
        Nano = new([2, 2, 8, 2], [80, 160, 320, 640]);

    /// <summary>Every architecture and its number of weights without the classifier.</summary>
    private static readonly (string Name, ConvNeXtDesign Design, long Parameters)[] Networks =
    [
        ("convnext_atto", new(Atto) { Convolves = true }, 3_373_880),
        ("convnext_atto_ols", new(Atto) { Convolves = true, Stem = ConvNeXtStem.Tiered }, 3_381_272),
        ("convnext_femto", new(Femto) { Convolves = true }, 4_832_016),
        ("convnext_femto_ols", new(Femto) { Convolves = true, Stem = ConvNeXtStem.Tiered }, 4_840_752),
        ("convnext_pico", new(Pico) { Convolves = true }, 8_531_648),
        ("convnext_pico_ols", new(Pico) { Convolves = true, Stem = ConvNeXtStem.Tiered }, 8_547_904),
        ("convnext_nano", new(Nano) { Convolves = true }, 14_951_280),
        ("convnext_nano_ols", new(Nano) { Convolves = true, Stem = ConvNeXtStem.Overlapping }, 15_007_280),
        ("convnext_tiny_hnf", new(ConvNeXtSize.Tiny) { Convolves = true, NormalizesMap = true }, 27_820_128),
        ("convnext_tiny", new(ConvNeXtSize.Tiny), 27_818_592),
        ("convnext_small", new(ConvNeXtSize.Small), 49_453_152),
        ("convnext_base", new(ConvNeXtSize.Base), 87_564_416),
        ("convnext_large", new(ConvNeXtSize.Large), 196_227_264),
        ("convnext_large_mlp", new(ConvNeXtSize.Large) { HeadChannels = 1536 }, 196_227_264),
        ("convnext_xlarge", new(ConvNeXtSize.ExtraLarge), 348_143_872),
        ("convnext_xxlarge", new(new([3, 4, 30, 3], [384, 768, 1536, 3072])) { Epsilon = 1e-5 }, 843_391_872),
        ("convnextv2_atto", new(Atto) { Convolves = true, IsSecond = true }, 3_386_760),
        ("convnextv2_femto", new(Femto) { Convolves = true, IsSecond = true }, 4_847_472),
        ("convnextv2_pico", new(Pico) { Convolves = true, IsSecond = true }, 8_552_256),
        ("convnextv2_nano", new(Nano) { Convolves = true, IsSecond = true }, 14_981_520),
        ("convnextv2_tiny", new(ConvNeXtSize.Tiny) { IsSecond = true }, 27_864_960),
        ("convnextv2_base", new(ConvNeXtSize.Base) { IsSecond = true }, 87_690_752),
        ("convnextv2_large", new(ConvNeXtSize.Large) { IsSecond = true }, 196_416_768),
        ("convnextv2_huge", new(new([3, 3, 27, 3], [352, 704, 1408, 2816])) { IsSecond = true }, 657_467_008),
        ("test_convnext", new(new([1, 2, 4, 2], [24, 32, 48, 64])) { Epsilon = 1e-5, Activation = "gelu_tanh" }, 207_000),
        ("test_convnext2", new(new([1, 1, 1, 1], [32, 64, 96, 128])) { Epsilon = 1e-5, Activation = "gelu_tanh" }, 348_544),
        ("test_convnext3", new(new([1, 1, 1, 1], [32, 64, 96, 128]))
        {
            Epsilon = 1e-5,
            Activation = "silu",
            Kernels = [7, 5, 5, 3],
        }, 339_584),
    ];

    private int Stages => design.Size.Depths.Length;

    public static IEnumerable<Backbone> All() => Networks.SelectMany(network =>
    {
        var convNeXt = new TimmConvNeXt(network.Name, network.Design);
        return convNeXt.Network(network.Parameters, hasHead: true).Entries(weights => weights.Tag != WithoutHead).Concat(
            convNeXt.Network(network.Parameters, hasHead: false).Entries(weights => weights.Tag == WithoutHead));
    });

    private TimmNetwork Network(long parameters, bool hasHead) => new(
        name, design.IsSecond ? "convnext_v2" : "convnext", design.Size.Filters[^1], Ends(), parameters,
        (shape, classes, preprocessing) => Build(shape, classes, preprocessing, hasHead))
    {
        MinimumSize = 32,
        Classifier = Classifier,
        ClassifierInput = design.NormalizesMap ? null : design.HeadChannels > 0 ? HeadActivation : Flattened,
    };

    private string[] Ends()
    {
        string[] ends = [.. design.Size.Depths.Select((depth, stage) => $"stages.{stage}.blocks.{depth - 1}")];
        return design.NormalizesMap ? [.. ends[..^1], MapNormalization] : ends;
    }

    private Model Build(Shape inputShape, int? classes, Preprocessing? preprocessing, bool hasHead)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = Stem(input.Output);
        for (var stage = 0; stage < Stages; stage++)
        {
            if (stage > 0)
            {
                x = Normalize(x, $"stages.{stage}.downsample.0");
                x = new Conv2D(design.Size.Filters[stage], 2, 2, name: $"stages.{stage}.downsample.1").Apply(x);
            }
            for (var block = 0; block < design.Size.Depths[stage]; block++)
                x = Block($"stages.{stage}.blocks.{block}", design.Kernels[stage]).Apply(x);
        }
        if (design.NormalizesMap)
            x = Normalize(x, MapNormalization);
        return new Model(input.Output, classes is { } count ? Classify(x, count, hasHead) : x, name);
    }

    private Symbol Stem(Symbol pixels)
    {
        var filters = design.Size.Filters[0];
        if (design.Stem == ConvNeXtStem.Patches)
            return Normalize(new Conv2D(filters, 4, 4, name: "stem.0").Apply(pixels), "stem.1");
        var first = design.Stem == ConvNeXtStem.Tiered ? RoundedChannels.Of(filters / 2) : filters;
        var x = new Conv2D(first, 3, 2, padding: 1, name: "stem.0").Apply(pixels);
        return Normalize(new Conv2D(filters, 3, 2, padding: 1, name: "stem.1").Apply(x), "stem.2");
    }

    private ConvNeXtBlock Block(string at, int kernel) => new(
        $"{at}.conv_dw", $"{at}.norm", $"{at}.mlp.fc1", $"{at}.mlp.act", $"{at}.mlp.fc2",
        design.IsSecond ? null : $"{at}.gamma", at)
    {
        Epsilon = design.Epsilon,
        Kernel = kernel,
        Function = design.Activation,
        Convolves = design.Convolves,
        Response = design.IsSecond ? $"{at}.mlp.grn" : null,
    };

    private Symbol Classify(Symbol map, int classes, bool hasHead)
    {
        var x = new GlobalAveragePooling2D(keepDimensions: true, name: "head.global_pool.pool").Apply(map);
        if (!design.NormalizesMap)
            x = new LayerNormalization(design.Epsilon, hasHead, hasHead, AverageNormalization).Apply(x);
        x = new Flatten(Flattened).Apply(x);
        if (design.HeadChannels > 0)
            x = new Activation("gelu", HeadActivation).Apply(new Dense(design.HeadChannels, name: "head.pre_logits.fc").Apply(x));
        return classes > 0 ? new Dense(classes, name: Classifier).Apply(x) : x;
    }

    private Symbol Normalize(Symbol x, string at) => new LayerNormalization(design.Epsilon, name: at).Apply(x);
}
