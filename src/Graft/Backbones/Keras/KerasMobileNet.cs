using System.Globalization;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using Graft.Weights;

namespace Graft.Backbones.Keras;

/// <summary>
/// MobileNet (Howard et al., 2017) as in Keras: a convolution, then thirteen pairs of a depthwise 3x3 and a pointwise
/// convolution, each with batch normalization and a rectifier that ends at 6.
/// </summary>
internal static class KerasMobileNet
{
    /// <summary>Output channels of each pair at full width, and the pair's stride.</summary>
    private static readonly (int Filters, int Stride)[] Pairs =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
        (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    private static readonly (double Alpha, string InFileName)[] Widths =
        [(1.0, "1_0"), (0.75, "7_5"), (0.5, "5_0"), (0.25, "2_5")];

    private static readonly int[] TrainedSizes = [224, 192, 160, 128];

    public static IEnumerable<Backbone> All() =>
        from width in Widths
        from size in TrainedSizes
        select Entry(width.Alpha, width.InFileName, size);

    /// <summary>The name of the weights that were trained at a size, or of the default ones where there are none.</summary>
    public static string NameFor(double alpha, Shape? inputShape)
    {
        var isTrained = inputShape is { IsMap: true } && inputShape[0] == inputShape[1] && TrainedSizes.Contains(inputShape[0]);
        return EntryName(alpha, isTrained ? inputShape![0] : 224);
    }

    private static Backbone Entry(double alpha, string inFileName, int size)
    {
        var stem = $"mobilenet_{inFileName}_{size}_tf";
        var name = KerasName(alpha, size);
        return new Backbone(
            (shape, includeTop, preprocessing) => Build(name, alpha, shape, includeTop, preprocessing), fixedTopSize: false)
        {
            Name = EntryName(alpha, size),
            Family = "mobilenet",
            MinimumSize = 32,
            Features = (int)(1024 * alpha),
            Blocks = ["conv1_relu", .. Enumerable.Range(1, Pairs.Length).Select(pair => $"conv_pw_{pair}_relu")],
            Weights = new WeightsEntry
            {
                Name = EntryName(alpha, size),
                Source = "keras",
                Tag = size == 224 ? "imagenet" : $"imagenet_{size}",
                WithTop = KerasFiles.At($"mobilenet/{stem}.h5"),
                WithoutTop = KerasFiles.At($"mobilenet/{stem}_no_top.h5"),
                Licence = "Apache-2.0",
                Top1 = Top1(alpha, size),
                Preprocessing = Preprocessing.Keras("tf", size, size),
                Labels = "imagenet",
            },
        };
    }

    // The paper's tables: one for the width at 224, one for the size at full width.
    private static double? Top1(double alpha, int size) => (alpha, size) switch
    {
        (1.0, 224) => 0.704,
        (0.75, 224) => 0.684,
        (0.5, 224) => 0.637,
        (0.25, 224) => 0.506,
        (1.0, 192) => 0.691,
        (1.0, 160) => 0.672,
        (1.0, 128) => 0.644,
        _ => null,
    };

    private static Model Build(string name, double alpha, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = Convolve(input.Output, (int)(32 * alpha));
        for (var i = 1; i <= Pairs.Length; i++)
            x = Pair(x, i, (int)(Pairs[i - 1].Filters * alpha), Pairs[i - 1].Stride);
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(keepDimensions: true).Apply(x);
            x = new Dropout(0.001, name: "dropout").Apply(x);
            x = new Conv2D(1000, 1, padding: "same", name: "conv_preds").Apply(x);
            x = new Reshape([1000], name: "reshape_2").Apply(x);
            x = new Activation("softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private static Symbol Convolve(Symbol x, int filters)
    {
        x = new Conv2D(filters, 3, strides: 2, padding: "same", useBias: false, name: "conv1").Apply(x);
        x = new BatchNormalization(name: "conv1_bn").Apply(x);
        return new ReLU(maxValue: 6, name: "conv1_relu").Apply(x);
    }

    private static Symbol Pair(Symbol x, int number, int filters, int stride)
    {
        if (stride == 2)
            x = new ZeroPadding2D(((0, 1), (0, 1)), name: $"conv_pad_{number}").Apply(x);
        var padding = stride == 2 ? "valid" : "same";
        x = new DepthwiseConv2D(3, stride, padding, useBias: false, name: $"conv_dw_{number}").Apply(x);
        x = new BatchNormalization(name: $"conv_dw_{number}_bn").Apply(x);
        x = new ReLU(maxValue: 6, name: $"conv_dw_{number}_relu").Apply(x);
        x = new Conv2D(filters, 1, padding: "same", useBias: false, name: $"conv_pw_{number}").Apply(x);
        x = new BatchNormalization(name: $"conv_pw_{number}_bn").Apply(x);
        return new ReLU(maxValue: 6, name: $"conv_pw_{number}_relu").Apply(x);
    }

    private static string KerasName(double alpha, int size) =>
        string.Create(CultureInfo.InvariantCulture, $"mobilenet_{alpha:0.00}_{size}");

    private static string EntryName(double alpha, int size) =>
        string.Create(CultureInfo.InvariantCulture, $"mobilenet_{alpha:0.0#}{(size == 224 ? "" : $".imagenet_{size}")}.keras");
}
