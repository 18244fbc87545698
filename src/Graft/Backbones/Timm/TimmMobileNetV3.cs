using Graft.Backbones.Blocks;

namespace Graft.Backbones.Timm;

/// <summary>
/// MobileNet v3 (Howard et al., 2019) as in timm. Those whose names begin with <c>tf_</c> were brought over from TensorFlow, its
/// padding and epsilon with them; "minimal" does without weights of channels and without windows of 5.
/// </summary>
internal static class TimmMobileNetV3
{
    private static readonly Design[] Designs =
    [
        new("mobilenetv3_large_075", 0.75, 1_808_736),
        new("mobilenetv3_large_100", 1.0, 2_996_352),
        new("mobilenetv3_large_150d", 1.5, 11_550_312) { Depth = 1.2 },
        new("mobilenetv3_large_minimal_100", 1.0, 1_437_608),
        new("mobilenetv3_small_050", 0.5, 278_784),
        new("mobilenetv3_small_075", 0.75, 583_160),
        new("mobilenetv3_small_100", 1.0, 939_120),
        new("mobilenetv3_small_minimal_100", 1.0, 441_000),
    ];

    // An early port: no bias in the head, activations of the blocks in their weights of channels, and no sum around the first.
    private static readonly Design Early = new("mobilenetv3_rw", 1.0, 2_994_518) { IsEarly = true };

    public static IEnumerable<Backbone> All() =>
    [
        .. Designs.SelectMany(design =>
            design.Entries("", new TorchLayers()).Concat(design.Entries("tf_", new TorchLayers(1e-3, Same: true)))),
        .. Early.Entries("", new TorchLayers(1e-3)),
    ];

    /// <summary>A published network.</summary>
    private sealed record Design(string Name, double Width, long Parameters)
    {
        public double Depth { get; init; } = 1;

        public bool IsEarly { get; init; }

        private bool IsSmall => Name.Contains("small", StringComparison.Ordinal);

        private bool IsMinimal => Name.Contains("minimal", StringComparison.Ordinal);

        private string Activation => IsMinimal ? "relu" : "hard_silu";

        public IEnumerable<Backbone> Entries(string prefix, TorchLayers layers)
        {
            var scale = new TimmScale(Width, Depth);
            // The stem of the narrowest network keeps its width.
            var stem = Width < 0.75 ? 16 : scale.Channels(16);
            return new TimmMobileNetwork(
                prefix + Name, "mobilenet_v3", layers, stem, Activation, Stages(scale, stem),
                IsEarly ? TimmMobileHead.Plain : TimmMobileHead.Biased, IsSmall ? 1024 : 1280, Parameters).Entries();
        }

        private IReadOnlyList<IReadOnlyList<TimmBlock>> Stages(TimmScale scale, int stem)
        {
            var runs = IsSmall ? MobileNetStages.ThirdSmall : MobileNetStages.ThirdLarge;
            if (IsMinimal)
                runs = MobileNetStages.Minimal(runs);
            var stages = runs.GroupBy(run => run.Filters).Select(stage => stage.ToArray());
            var last = TimmResidualBlock.Convolution(1, 1, scale.Channels(6 * runs[^1].Filters), Activation);
            return [.. scale.Apply([.. stages], stem, Block), [.. Enumerable.Repeat(last, (int)Math.Ceiling(Depth))]];
        }

        private TimmResidualBlock Block(MobileStage stage, int channels)
        {
            var activation = stage.Rectified ? "relu" : "hard_silu";
            var expanded = RoundedChannels.Of(channels * stage.Expansion);
            return new(new InvertedResidual(
                stage.Kernel, stage.Expansion > 1 ? expanded : null, stage.Filters, stage.Stride, activation)
            {
                Squeezed = !stage.Excites ? null : IsEarly ? expanded / 4 : RoundedChannels.Of(expanded / 4),
                SqueezeActivation = IsEarly ? activation : "relu",
                Gate = "hard_sigmoid",
                AddsInput = !IsEarly || stage.Expansion > 1,
            });
        }
    }
}
