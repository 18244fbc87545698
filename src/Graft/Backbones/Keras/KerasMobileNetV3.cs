using System.Globalization;
using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Keras;

/// <summary>
/// MobileNet version 3 (Howard et al., 2019) as in Keras: the bottlenecks of version 2 with squeeze-and-excitation and the hard
/// swish. The minimalistic ones do without both and without windows of 5. Pixels come in from 0 to 255.
/// </summary>
internal static class KerasMobileNetV3
{
    private static readonly Size[] Sizes =
    [
        new("large", 1.0, false, 2_996_352, 0.756, "59e551e166be033d707958cf9e29a6a7", "07fb09a5933dd0c8eaafa16978110389"),
        new("large", 0.75, false, 1_808_736, 0.733, "765b44a33ad4005b3ac83185abf1d0eb", "40af19a13ebea4e2ee0c676887f69a2e"),
        new("large", 1.0, true, 1_437_608, 0.723, "675e7b876c45c57e9e63e6d90a36599c", "ec5221f64a2f6d1ef965a614bdae7973"),
        new("small", 1.0, false, 939_120, 0.681, "8768d4c2e7dee89b9d02b2d03d65d862", "d3e8ec802a04aa4fc771ee12a9a9b836"),
        new("small", 0.75, false, 583_160, 0.654, "cb65d4e5be93758266aa0a7f2c6708b7", "ebdb5cc8e0b497cd13a7c275d475c819"),
        new("small", 1.0, true, 441_000, 0.619, "99cd97fb2fcdad2bf028eb838de69e37", "cde8136e733e811080d9fcd8a252f7e4"),
    ];

    public static IEnumerable<Backbone> All() => Sizes.Select(size =>
    {
        var minimalistic = size.Minimalistic ? "_minimalistic" : "";
        var stem = $"mobilenet_v3/weights_mobilenet_v3_{size.Kind}{minimalistic}_224_{size.Width}_float";
        return new KerasEntry
        {
            Name = $"mobilenet_v3_{size.Kind}{(size.Alpha < 1 ? $"_{size.Width}" : "")}{minimalistic}",
            Family = "mobilenet_v3",
            WithTop = KerasFiles.At($"{stem}.h5", size.Md5),
            WithoutTop = KerasFiles.At($"{stem}_no_top_v2.h5", size.Md5WithoutTop),
            Licence = "Apache-2.0",
            Top1 = size.Top1,
            Mode = "none",
            Features = RoundedChannels.Of(6 * size.Filters(size.Bottlenecks[^1])),
            Parameters = size.Parameters,
            Blocks = Ends(size),
        }.With((shape, includeTop, preprocessing) => Build(size, shape, includeTop, preprocessing));
    });

    private static Model Build(Size size, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Rescaling(1 / 127.5, -1).Apply(input.Output);
        x = new Conv2D(16, 3, 2, "same", useBias: false, name: "conv").Apply(x);
        x = Activate(Normalize(x, "conv_bn"), !size.Minimalistic);
        var excited = 0;
        foreach (var (number, bottleneck) in size.Bottlenecks.Index())
        {
            x = Apply(x, bottleneck, number, size.Filters(bottleneck), excited);
            excited += bottleneck.Excites ? 1 : 0;
        }
        x = new Conv2D(RoundedChannels.Of(6 * x.Shape.Channels), 1, 1, "same", useBias: false, name: "conv_1").Apply(x);
        x = Activate(Normalize(x, "conv_1_bn"), !size.Minimalistic);
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(keepDimensions: true).Apply(x);
            x = new Conv2D(size.Kind == "large" ? 1280 : 1024, 1, 1, "same", name: "conv_2").Apply(x);
            x = Activate(x, !size.Minimalistic);
            x = new Dropout(0.2).Apply(x);
            x = new Conv2D(1000, 1, 1, "same", name: "logits").Apply(x);
            x = new Flatten().Apply(x);
            x = new Activation("softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, size.Kind == "large" ? "MobileNetV3Large" : "MobileNetV3Small");
    }

    private static Symbol Apply(Symbol input, MobileStage bottleneck, int number, int filters, int excited)
    {
        var (x, prefix) = (input, Prefix(number));
        var inside = RoundedChannels.Of(input.Shape.Channels * bottleneck.Expansion);
        if (number > 0)
        {
            x = new Conv2D(inside, 1, 1, "same", useBias: false, name: $"{prefix}expand").Apply(x);
            x = Activate(Normalize(x, $"{prefix}expand_bn"), !bottleneck.Rectified);
        }
        var (kernel, stride) = (bottleneck.Kernel, bottleneck.Stride);
        if (stride == 2)
            x = new ZeroPadding2D(KerasPadding.Before(x.Shape, kernel), name: $"{prefix}depthwise_pad").Apply(x);
        var padding = stride == 2 ? "valid" : "same";
        x = new DepthwiseConv2D(kernel, stride, padding, useBias: false, name: $"{prefix}depthwise").Apply(x);
        x = Activate(Normalize(x, $"{prefix}depthwise_bn"), !bottleneck.Rectified);
        if (bottleneck.Excites)
            x = SqueezeAndExcite(x, $"{prefix}squeeze_excite_", excited);
        x = new Conv2D(filters, 1, 1, "same", useBias: false, name: $"{prefix}project").Apply(x);
        x = Normalize(x, $"{prefix}project_bn");
        return Adds(input.Shape.Channels, bottleneck, filters) ? new Add($"{prefix}add").Apply(input, x) : x;
    }

    // The hard sigmoid is made of a sum, a rectifier and a product in Keras, which have the names of their kind there.
    private static Symbol SqueezeAndExcite(Symbol input, string prefix, int number)
    {
        var channels = input.Shape.Channels;
        var x = new GlobalAveragePooling2D(keepDimensions: true, name: $"{prefix}avg_pool").Apply(input);
        x = new Conv2D(RoundedChannels.Of(channels * 0.25), 1, 1, "same", name: $"{prefix}conv").Apply(x);
        x = new ReLU(name: $"{prefix}relu").Apply(x);
        x = new Conv2D(channels, 1, 1, "same", name: $"{prefix}conv_1").Apply(x);
        var suffix = number == 0 ? "" : $"_{number}";
        x = new Rescaling(1, 3, $"add{suffix}").Apply(x);
        x = new ReLU(maxValue: 6).Apply(x);
        x = new Rescaling(1 / 6.0, name: $"multiply{suffix}").Apply(x);
        return new Multiply($"{prefix}mul").Apply(input, x);
    }

    private static Symbol Normalize(Symbol x, string name) => new BatchNormalization(momentum: 0.999, name: name).Apply(x);

    private static Symbol Activate(Symbol x, bool hardSwish) =>
        hardSwish ? new Activation("hard_silu").Apply(x) : new ReLU().Apply(x);

    private static bool Adds(int channels, MobileStage bottleneck, int filters) => bottleneck.Stride == 1 && channels == filters;

    private static string Prefix(int number) => number == 0 ? "expanded_conv_" : $"expanded_conv_{number}_";

    private static string[] Ends(Size size)
    {
        var filters = size.Bottlenecks.Select(size.Filters).Prepend(16).ToArray();
        var ends = size.Bottlenecks.Select((bottleneck, number) =>
            Prefix(number) + (Adds(filters[number], bottleneck, filters[number + 1]) ? "add" : "project_bn"));
        return [.. ends, size.LastActivation];
    }

    /// <summary>A published network.</summary>
    private sealed record Size(
        string Kind, double Alpha, bool Minimalistic, long Parameters, double Top1, string Md5, string Md5WithoutTop)
    {
        public string Width => Alpha.ToString("0.0#", CultureInfo.InvariantCulture);

        public MobileStage[] Bottlenecks { get; } =
        [
            .. Stages(Kind == "large" ? MobileNetStages.ThirdLarge : MobileNetStages.ThirdSmall, Minimalistic)
                .SelectMany(stage => stage.Each()),
        ];

        // The number that Keras gives to the last of the unnamed activations.
        public string LastActivation => Minimalistic
            ? $"re_lu_{2 * Bottlenecks.Length}"
            : $"activation_{1 + 2 * Bottlenecks.Count(bottleneck => !bottleneck.Rectified)}";

        public int Filters(MobileStage bottleneck) => RoundedChannels.Of(bottleneck.Filters * Alpha);

        private static MobileStage[] Stages(MobileStage[] stages, bool minimalistic) =>
            minimalistic ? MobileNetStages.Minimal(stages) : stages;
    }
}
