using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Keras;

/// <summary>
/// ResNet version 2 (He et al., 2016) as in Keras: normalization and rectifier stand before the convolutions, and the stride
/// on the last bottleneck of the first three stages.
/// </summary>
internal static class KerasResNetV2
{
    private const double Epsilon = 1.001e-5;

    private static readonly int[] Filters = [64, 128, 256, 512];

    private static readonly (string Name, int[] Depths, long Parameters, double Top1, string Md5, string Md5WithoutTop)[] Sizes =
    [
        ("resnet50", [3, 4, 6, 3], 23_564_800, 0.760, "3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917"),
        ("resnet101", [3, 4, 23, 3], 42_626_560, 0.772, "6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5"),
        ("resnet152", [3, 8, 36, 3], 58_331_648, 0.780, "a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33"),
    ];

    public static IEnumerable<Backbone> All() => Sizes.Select(size => new KerasEntry
    {
        Name = $"{size.Name}_v2",
        Family = "resnet_v2",
        WithTop = KerasFiles.At($"resnet/{size.Name}v2_weights_tf_dim_ordering_tf_kernels.h5", size.Md5),
        WithoutTop = KerasFiles.At($"resnet/{size.Name}v2_weights_tf_dim_ordering_tf_kernels_notop.h5", size.Md5WithoutTop),
        Licence = "BSD-3-Clause",
        Top1 = size.Top1,
        Mode = "tf",
        Features = 4 * Filters[^1],
        Parameters = size.Parameters,
        Blocks = [.. size.Depths.SkipLast(1).Select((depth, stage) => $"conv{stage + 2}_block{depth}_out"), "post_relu"],
    }.With((shape, includeTop, preprocessing) => Build($"{size.Name}v2", size.Depths, shape, includeTop, preprocessing)));

    private static Model Build(string name, int[] depths, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new ZeroPadding2D(3, name: "conv1_pad").Apply(input.Output);
        x = new Conv2D(64, 7, strides: 2, name: "conv1_conv").Apply(x);
        x = new ZeroPadding2D(1, name: "pool1_pad").Apply(x);
        x = new MaxPooling2D(3, strides: 2, name: "pool1_pool").Apply(x);
        for (var stage = 0; stage < depths.Length; stage++)
            for (var block = 1; block <= depths[stage]; block++)
            {
                var stride = block == depths[stage] && stage < depths.Length - 1 ? 2 : 1;
                x = Bottleneck(x, Filters[stage], stride, block == 1, $"conv{stage + 2}_block{block}");
            }
        x = Rectify(x, "post");
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
            x = new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private static Symbol Bottleneck(Symbol input, int filters, int stride, bool convolveShortcut, string name)
    {
        var rectified = Rectify(input, $"{name}_preact");
        var shortcut = input;
        if (convolveShortcut)
            shortcut = new Conv2D(4 * filters, 1, stride, name: $"{name}_0_conv").Apply(rectified);
        else if (stride > 1)
            shortcut = new MaxPooling2D(1, strides: stride).Apply(input);
        var x = new Conv2D(filters, 1, useBias: false, name: $"{name}_1_conv").Apply(rectified);
        x = Rectify(x, $"{name}_1");
        x = new ZeroPadding2D(1, name: $"{name}_2_pad").Apply(x);
        x = new Conv2D(filters, 3, stride, useBias: false, name: $"{name}_2_conv").Apply(x);
        x = Rectify(x, $"{name}_2");
        x = new Conv2D(4 * filters, 1, name: $"{name}_3_conv").Apply(x);
        return new Add($"{name}_out").Apply(shortcut, x);
    }

    private static Symbol Rectify(Symbol x, string name)
    {
        x = new BatchNormalization(epsilon: Epsilon, name: $"{name}_bn").Apply(x);
        return new Activation("relu", name: $"{name}_relu").Apply(x);
    }
}
