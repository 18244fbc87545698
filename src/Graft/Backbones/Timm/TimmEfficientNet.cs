using Graft.Backbones.Blocks;

namespace Graft.Backbones.Timm;

/// <summary>
/// EfficientNet (Tan and Le, 2019) and version 2 (Tan and Le, 2021) as in timm. "Lite" does without weights of channels, "edge"
/// (S, M, L) is fused at its beginning. A design makes up to two networks: timm's own, and with <c>tf_</c> before its name the
/// one that was brought over from TensorFlow, its padding and epsilon with it.
/// </summary>
internal static class TimmEfficientNet
{
    /// <summary>The blocks of EfficientNet-EdgeTPU (Gupta and Tan, 2019).</summary>
    private static readonly MobileStage[] OfEdge =
    [
        new(1, 3, 1, 4, 24) { Fused = true, CountsFrom = 24 }, new(2, 3, 2, 8, 32) { Fused = true },
        new(4, 3, 2, 8, 48) { Fused = true }, new(5, 5, 2, 8, 96), new(4, 5, 1, 8, 144), new(2, 5, 2, 8, 192),
    ];

    /// <summary>Version 2 S as it was drawn in the paper, before it was published.</summary>
    private static readonly MobileStage[] OfPaper =
    [
        EfficientNetStages.SecondSmall[0] with { AlwaysWidens = true }, .. EfficientNetStages.SecondSmall[1..^1],
        EfficientNetStages.SecondSmall[^1] with { Filters = 272 },
    ];

    private static readonly MobileStage[] OfTest =
    [
        new(1, 3, 1, 1, 16) { Fused = true }, new(1, 3, 2, 4, 24) { Fused = true }, new(1, 3, 2, 4, 32) { Fused = true },
        new(1, 3, 2, 4, 48), new(1, 3, 2, 4, 64),
    ];

    private static readonly Design[] Designs =
    [
        First("b0", 1.0, 1.0, 4_049_564),
        First("b1", 1.0, 1.1, 6_575_232),
        First("b2", 1.1, 1.2, 7_768_562),
        First("b3", 1.2, 1.4, 10_783_528),
        First("b4", 1.4, 1.8, 17_673_816),
        First("b5", 1.6, 2.2, 28_513_520),
        First("b6", 1.8, 2.6, 40_960_136),
        First("b7", 2.0, 3.1, 64_097_680),
        First("b8", 2.2, 3.6, 84_976_174),
        First("l2", 4.3, 5.3, 475_894_996),
        Lite("lite0", 1.0, 1.0, 3_413_024),
        Lite("lite1", 1.0, 1.1, 4_189_344),
        Lite("lite2", 1.1, 1.2, 4_869_168),
        Lite("lite3", 1.2, 1.4, 6_992_768),
        Lite("lite4", 1.4, 1.8, 11_837_936),
        Edge("es", 1.0, 1.0, 4_208_832),
        Edge("es_pruned", 1.0, 1.0, 4_208_832),
        Edge("em", 1.0, 1.1, 5_686_304),
        Edge("el", 1.2, 1.4, 9_144_920),
        Edge("el_pruned", 1.2, 1.4, 9_144_920),
        Second("b0", EfficientNetStages.SecondBase, new(1.0, 1.0), 5_919_312),
        Second("b1", EfficientNetStages.SecondBase, new(1.0, 1.1), 6_931_124),
        Second("b2", EfficientNetStages.SecondBase, new(1.1, 1.2), 8_769_374),
        Second("b3", EfficientNetStages.SecondBase, new(1.2, 1.4), 12_930_622),
        Second("s", EfficientNetStages.SecondSmall, new(1, 1), 20_331_360),
        Second("m", EfficientNetStages.SecondMedium, new(1, 1), 53_150_388),
        Second("l", EfficientNetStages.SecondLarge, new(1, 1), 117_746_848),
        Second("xl", EfficientNetStages.SecondExtraLarge, new(1, 1), 207_615_832),
        new("efficientnetv2_rw_t", EfficientNetStages.SecondSmall, new(0.8, 0.9), 24, 1280, 12_743_412),
        new("efficientnetv2_rw_s", OfPaper, new(1, 1), 24, 1792, 22_309_144),
        new("efficientnetv2_rw_m", OfPaper, new(1.2, 1.2) { Last = (2, 1.6) }, 24, 1792, 51_390_674),
        new("test_efficientnet", OfTest, new(1, 1) { RoundsToNearest = true }, 24, 256, 101_724),
    ];

    public static IEnumerable<Backbone> All() => Designs.SelectMany(design =>
        design.Entries("", new TorchLayers()).Concat(design.Entries("tf_", new TorchLayers(1e-3, Same: true))));

    private static Design First(string size, double width, double depth, long parameters) =>
        new($"efficientnet_{size}", EfficientNetStages.First, new(width, depth), 32, 1280, parameters);

    // Stem and head keep their width.
    private static Design Lite(string size, double width, double depth, long parameters) =>
        new($"efficientnet_{size}", EfficientNetStages.First, new(width, depth) { KeepsEnds = true }, 32, 1280, parameters)
        {
            Activation = "relu6",
            Excites = false,
        };

    private static Design Edge(string size, double width, double depth, long parameters) =>
        new($"efficientnet_{size}", OfEdge, new(width, depth), 32, 1280, parameters)
        {
            Activation = "relu",
            Excites = false,
        };

    private static Design Second(string size, MobileStage[] stages, TimmScale scale, long parameters)
    {
        var isBase = stages == EfficientNetStages.SecondBase;
        return new(
            $"efficientnetv2_{size}", stages, scale with { RoundsToNearest = isBase }, isBase ? 32 : stages[0].Filters, 1280,
            parameters);
    }

    /// <summary>A published network.</summary>
    /// <param name="Name">Its name in timm.</param>
    /// <param name="Stages">Its blocks before they are scaled.</param>
    /// <param name="Scale">Its width and depth.</param>
    /// <param name="Stem">Channels of the stem at width 1.</param>
    /// <param name="Head">Channels of the last map at width 1.</param>
    /// <param name="Parameters">Number of weights without the classifier.</param>
    private sealed record Design(
        string Name, MobileStage[] Stages, TimmScale Scale, int Stem, int Head, long Parameters)
    {
        public string Activation { get; init; } = "silu";

        public bool Excites { get; init; } = true;

        public IEnumerable<Backbone> Entries(string prefix, TorchLayers layers)
        {
            var family = Name.StartsWith("efficientnetv2", StringComparison.Ordinal) ? "efficientnet_v2" : "efficientnet";
            var (stem, head) = Scale.KeepsEnds ? (Stem, Head) : (Scale.Channels(Stem), Scale.Channels(Head));
            var blocks = Scale.Apply([.. Stages.Select(stage => new[] { stage })], stem, Block);
            return new TimmMobileNetwork(
                prefix + Name, family, layers, stem, Activation, blocks, TimmMobileHead.Efficient, head, Parameters).Entries();
        }

        private TimmResidualBlock Block(MobileStage stage, int channels)
        {
            var from = stage.CountsFrom is { } counted ? Scale.Channels(counted) : channels;
            int? expanded = stage.Expansion > 1 || stage.AlwaysWidens ? RoundedChannels.Of(from * stage.Expansion) : null;
            return new(new InvertedResidual(stage.Kernel, expanded, stage.Filters, stage.Stride, Activation)
            {
                Squeezed = Excites && !stage.Fused ? channels / 4 : null,
                SqueezeActivation = Activation,
                Fused = stage.Fused,
            });
        }
    }
}
