using Graft.Backbones.Blocks;

namespace Graft.Backbones.Timm;

/// <summary>MobileNet v4 (Qin et al., 2024) as in timm: universal inverted bottlenecks.</summary>
internal static class TimmMobileNetV4
{
    private static readonly IRun[][] Small =
    [
        [new Convolution(3, 2, 32), new Convolution(1, 1, 32)],
        [new Convolution(3, 2, 96), new Convolution(1, 1, 64)],
        [new Universal(1, 5, 5, 2, 3, 96), new Universal(4, 0, 3, 1, 2, 96), new Universal(1, 3, 0, 1, 4, 96)],
        [
            new Universal(1, 3, 3, 2, 6, 128), new Universal(1, 5, 5, 1, 4, 128), new Universal(1, 0, 5, 1, 4, 128),
            new Universal(1, 0, 5, 1, 3, 128), new Universal(2, 0, 3, 1, 4, 128),
        ],
        [new Convolution(1, 1, 960)],
    ];

    private static readonly IRun[][] Medium =
    [
        [new Fused(48)],
        [new Universal(1, 3, 5, 2, 4, 80), new Universal(1, 3, 3, 1, 2, 80)],
        [
            new Universal(1, 3, 5, 2, 6, 160), new Universal(2, 3, 3, 1, 4, 160), new Universal(1, 3, 5, 1, 4, 160),
            new Universal(1, 3, 3, 1, 4, 160), new Universal(1, 3, 0, 1, 4, 160), new Universal(1, 0, 0, 1, 2, 160),
            new Universal(1, 3, 0, 1, 4, 160),
        ],
        [
            new Universal(1, 5, 5, 2, 6, 256), new Universal(1, 5, 5, 1, 4, 256), new Universal(2, 3, 5, 1, 4, 256),
            new Universal(1, 0, 0, 1, 4, 256), new Universal(1, 3, 0, 1, 4, 256), new Universal(1, 3, 5, 1, 2, 256),
            new Universal(1, 5, 5, 1, 4, 256), new Universal(2, 0, 0, 1, 4, 256), new Universal(1, 5, 0, 1, 2, 256),
        ],
        [new Convolution(1, 1, 960)],
    ];

    private static readonly IRun[][] Large =
    [
        [new Fused(48)],
        [new Universal(1, 3, 5, 2, 4, 96), new Universal(1, 3, 3, 1, 4, 96)],
        [
            new Universal(1, 3, 5, 2, 4, 192), new Universal(3, 3, 3, 1, 4, 192), new Universal(1, 3, 5, 1, 4, 192),
            new Universal(5, 5, 3, 1, 4, 192), new Universal(1, 3, 0, 1, 4, 192),
        ],
        [
            new Universal(4, 5, 5, 2, 4, 512), new Universal(1, 5, 0, 1, 4, 512), new Universal(1, 5, 3, 1, 4, 512),
            new Universal(2, 5, 0, 1, 4, 512), new Universal(1, 5, 3, 1, 4, 512), new Universal(1, 5, 5, 1, 4, 512),
            new Universal(3, 5, 0, 1, 4, 512),
        ],
        [new Convolution(1, 1, 960)],
    ];

    public static IEnumerable<Backbone> All() =>
    [
        .. Network("mobilenetv4_conv_small_050", Small, 32, 0.5, 352_288),
        .. Network("mobilenetv4_conv_small", Small, 32, 1, 1_284_192),
        .. Network("mobilenetv4_conv_medium", Medium, 32, 1, 7_268_496),
        .. Network("mobilenetv4_conv_large", Large, 24, 1, 30_225_496),
        .. Network("mobilenetv4_conv_aa_large", Large, 24, 1, 30_225_496, antiAliased: true),
    ];

    // A narrow network keeps the width of its stem.
    private static IEnumerable<Backbone> Network(
        string name, IRun[][] stages, int stem, double width, long parameters, bool antiAliased = false) =>
        new TimmMobileNetwork(
            name, "mobilenet_v4", new TorchLayers(), stem, "relu", Blocks(stages, stem, width, antiAliased),
            TimmMobileHead.Normalized, 1280, parameters)
        {
            // Averages of 2 x 2 cells leave a last row out: four of them behind the stem must find one.
            MinimumSize = antiAliased ? 31 : 1,
        }.Entries();

    private static List<IReadOnlyList<TimmBlock>> Blocks(IRun[][] stages, int stem, double width, bool antiAliased)
    {
        var (made, channels) = (new List<IReadOnlyList<TimmBlock>>(), stem);
        foreach (var stage in stages)
        {
            var blocks = new List<TimmBlock>();
            foreach (var run in stage)
                for (var i = 0; i < run.Blocks; i++)
                {
                    blocks.Add(run.Make(channels, RoundedChannels.Of(run.Filters * width), blocks.Count == 0, antiAliased));
                    channels = blocks[^1].Filters;
                }
            made.Add(blocks);
        }
        return made;
    }

    /// <summary>Blocks that are alike.</summary>
    private interface IRun
    {
        int Blocks { get; }

        /// <summary>Channels at full width.</summary>
        int Filters { get; }

        /// <summary>One of them.</summary>
        TimmBlock Make(int channels, int filters, bool isFirst, bool antiAliased);
    }

    private sealed record Convolution(int Kernel, int Stride, int Filters) : IRun
    {
        public int Blocks => 1;

        public TimmBlock Make(int channels, int filters, bool isFirst, bool antiAliased) =>
            TimmResidualBlock.Convolution(Kernel, Stride, filters, "relu");
    }

    private sealed record Fused(int Filters) : IRun
    {
        public int Blocks => 1;

        public TimmBlock Make(int channels, int filters, bool isFirst, bool antiAliased) =>
            new TimmResidualBlock(new InvertedResidual(3, RoundedChannels.Of(4 * channels), filters, 2, "relu")
            {
                Fused = true,
                AntiAliased = antiAliased,
            });
    }

    /// <param name="Blocks">How many there are.</param>
    /// <param name="Start">Filters before the block is widened.</param>
    /// <param name="Middle">Filters while it is wide.</param>
    /// <param name="Stride">Stride of the first.</param>
    /// <param name="Expansion">How much wider it becomes.</param>
    /// <param name="Filters">Channels at full width.</param>
    private sealed record Universal(int Blocks, int Start, int Middle, int Stride, int Expansion, int Filters) : IRun
    {
        public TimmBlock Make(int channels, int filters, bool isFirst, bool antiAliased) => new TimmUniversalBlock(
            Start, Middle, isFirst ? Stride : 1, RoundedChannels.Of(Expansion * channels), filters, "relu")
        {
            AntiAliased = antiAliased,
        };
    }
}
