using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Keras;

/// <summary>
/// Xception (Chollet, 2016) as in Keras: blocks of separable convolutions around which a shortcut leads, itself a convolution
/// where the block halves the map.
/// </summary>
internal static class KerasXception
{
    private const string Stem = "xception/xception_weights_tf_dim_ordering_tf_kernels";

    /// <summary>Filters of the separable convolutions of the blocks 2 to 13; those of two halve the map.</summary>
    private static readonly int[][] Blocks =
    [
        [128, 128], [256, 256], [728, 728],
        .. Enumerable.Repeat<int[]>([728, 728, 728], 8),
        [728, 1024],
    ];

    public static IEnumerable<Backbone> All() =>
    [
        new KerasEntry
        {
            Name = "xception",
            Family = "xception",
            WithTop = KerasFiles.At($"{Stem}.h5", "0a58e3b7378bc2990ea3b43d5981f1f6"),
            WithoutTop = KerasFiles.At($"{Stem}_notop.h5", "b0042744bf5b25fce3cb969f33bebb97"),
            Licence = "MIT",
            Top1 = 0.790,
            Mode = "tf",
            Size = 299,
            MinimumSize = 71,
            Features = 2048,
            Parameters = 20_861_480,
            Blocks = ["block1_conv2_act", "add", "add_1", "add_2", "add_10", "add_11", "block14_sepconv2_act"],
        }.With(Build),
    ];

    private static Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Conv2D(32, 3, strides: 2, useBias: false, name: "block1_conv1").Apply(input.Output);
        x = Rectify(Normalize(x, "block1_conv1_bn"), "block1_conv1_act");
        x = new Conv2D(64, 3, useBias: false, name: "block1_conv2").Apply(x);
        x = Rectify(Normalize(x, "block1_conv2_bn"), "block1_conv2_act");
        foreach (var (i, filters) in Blocks.Index())
            x = Block(x, filters, i + 2);
        x = Rectify(Separate(x, 1536, "block14_sepconv1"), "block14_sepconv1_act");
        x = Rectify(Separate(x, 2048, "block14_sepconv2"), "block14_sepconv2_act");
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
            x = new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, "xception");
    }

    private static Symbol Block(Symbol input, int[] filters, int number)
    {
        var (x, shortcut, halves) = (input, input, filters.Length == 2);
        if (halves)
        {
            shortcut = new Conv2D(filters[^1], 1, 2, "same", useBias: false).Apply(shortcut);
            shortcut = new BatchNormalization().Apply(shortcut);
        }
        for (var i = 1; i <= filters.Length; i++)
        {
            // The first block follows a rectifier.
            if (number > 2 || i > 1)
                x = Rectify(x, $"block{number}_sepconv{i}_act");
            x = Separate(x, filters[i - 1], $"block{number}_sepconv{i}");
        }
        if (halves)
            x = new MaxPooling2D(3, 2, "same", $"block{number}_pool").Apply(x);
        return new Add().Apply(x, shortcut);
    }

    private static Symbol Separate(Symbol x, int filters, string name) =>
        Normalize(new SeparableConv2D(filters, 3, padding: "same", useBias: false, name: name).Apply(x), $"{name}_bn");

    private static Symbol Normalize(Symbol x, string name) => new BatchNormalization(name: name).Apply(x);

    private static Symbol Rectify(Symbol x, string name) => new Activation("relu", name: name).Apply(x);
}
