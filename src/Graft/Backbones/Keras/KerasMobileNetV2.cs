using System.Globalization;
using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Keras;

/// <summary>
/// MobileNet version 2 (Sandler et al., 2018) as in Keras: bottlenecks that are wide inside and narrow, without an activation,
/// at both ends.
/// </summary>
internal static class KerasMobileNetV2
{
    /// <summary>Published widths, their numbers of weights, and the accuracy at each size, which Keras's source states.</summary>
    private static readonly (double Alpha, long Parameters, (int Size, double Top1)[] Trained)[] Widths =
    [
        (1.4, 4_363_712, [(224, 0.750)]),
        (1.3, 3_766_048, [(224, 0.744)]),
        (1.0, 2_257_984, [(224, 0.718), (192, 0.707), (160, 0.688), (128, 0.653), (96, 0.603)]),
        (0.75, 1_382_064, [(224, 0.698), (192, 0.687), (160, 0.664), (128, 0.632), (96, 0.588)]),
        (0.5, 706_224, [(224, 0.654), (192, 0.639), (160, 0.610), (128, 0.577), (96, 0.512)]),
        (0.35, 410_208, [(224, 0.603), (192, 0.582), (160, 0.557), (128, 0.508), (96, 0.455)]),
    ];

    public static IEnumerable<Backbone> All() =>
        from width in Widths
        from trained in width.Trained
        select Entry(width.Alpha, trained.Size, width.Parameters, trained.Top1);

    private static Backbone Entry(double alpha, int size, long parameters, double top1)
    {
        var width = alpha.ToString("0.0#", CultureInfo.InvariantCulture);
        var stem = $"mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{width}_{size}";
        return new KerasEntry
        {
            Name = $"mobilenet_v2_{width}",
            Family = "mobilenet_v2",
            Tag = size == 224 ? "imagenet" : $"imagenet_{size}",
            WithTop = KerasFiles.At($"{stem}.h5"),
            WithoutTop = KerasFiles.At($"{stem}_no_top.h5"),
            Licence = "Apache-2.0",
            Top1 = top1,
            Mode = "tf",
            Size = size,
            Features = LastFilters(alpha),
            Parameters = parameters,
            Blocks = ["Conv1_relu", .. Bottlenecks().Select(block => block.End), "out_relu"],
        }.With((shape, includeTop, preprocessing) => Build(
            string.Create(CultureInfo.InvariantCulture, $"mobilenetv2_{alpha:0.00}_{size}"),
            alpha, shape, includeTop, preprocessing));
    }

    private static Model Build(string name, double alpha, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Conv2D(RoundedChannels.Of(32 * alpha), 3, 2, "same", useBias: false, name: "Conv1").Apply(input.Output);
        x = Rectify(Normalize(x, "bn_Conv1"), "Conv1_relu");
        foreach (var block in Bottlenecks())
            x = Bottleneck(x, block, RoundedChannels.Of((int)(block.Filters * alpha)));
        x = new Conv2D(LastFilters(alpha), 1, useBias: false, name: "Conv_1").Apply(x);
        x = Rectify(Normalize(x, "Conv_1_bn"), "out_relu");
        if (includeTop)
        {
            x = new GlobalAveragePooling2D().Apply(x);
            x = new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private static Symbol Bottleneck(Symbol input, Block block, int filters)
    {
        var (x, prefix) = (input, block.Prefix);
        if (block.Expands)
        {
            x = new Conv2D(6 * input.Shape.Channels, 1, 1, "same", useBias: false, name: $"{prefix}expand").Apply(x);
            x = Rectify(Normalize(x, $"{prefix}expand_BN"), $"{prefix}expand_relu");
        }
        if (block.Stride == 2)
            x = new ZeroPadding2D(KerasPadding.Before(x.Shape, 3), name: $"{prefix}pad").Apply(x);
        var padding = block.Stride == 2 ? "valid" : "same";
        x = new DepthwiseConv2D(3, block.Stride, padding, useBias: false, name: $"{prefix}depthwise").Apply(x);
        x = Rectify(Normalize(x, $"{prefix}depthwise_BN"), $"{prefix}depthwise_relu");
        x = new Conv2D(filters, 1, 1, "same", useBias: false, name: $"{prefix}project").Apply(x);
        x = Normalize(x, $"{prefix}project_BN");
        return block.Adds ? new Add($"{prefix}add").Apply(input, x) : x;
    }

    private static Symbol Normalize(Symbol x, string name) => new BatchNormalization(momentum: 0.999, name: name).Apply(x);

    private static Symbol Rectify(Symbol x, string name) => new ReLU(maxValue: 6, name: name).Apply(x);

    // The last convolution becomes wider with the network, but never narrower.
    private static int LastFilters(double alpha) => alpha > 1 ? RoundedChannels.Of(1280 * alpha) : 1280;

    private static IEnumerable<Block> Bottlenecks() =>
        MobileNetStages.Second.SelectMany(stage => stage.Each().Select((block, i) => (block.Filters, block.Stride, i)))
            .Select((block, number) => new Block(number, block.Filters, block.Stride, Adds: block.i > 0));

    private sealed record Block(int Number, int Filters, int Stride, bool Adds)
    {
        public bool Expands => Number > 0;

        public string Prefix => Number == 0 ? "expanded_conv_" : $"block_{Number}_";

        public string End => Prefix + (Adds ? "add" : "project_BN");
    }
}
