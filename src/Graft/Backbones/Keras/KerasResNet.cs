using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Keras;

/// <summary>
/// ResNet (He et al., 2015) as in Keras: four stages of bottlenecks, whose stride stands on the first 1x1 convolution. All
/// convolutions have a bias.
/// </summary>
internal static class KerasResNet
{
    private const double Epsilon = 1.001e-5;

    private static readonly int[] Filters = [64, 128, 256, 512];

    private static readonly (string Name, int[] Depths, long Parameters, double Top1, string Md5, string Md5WithoutTop)[] Sizes =
    [
        ("resnet50", [3, 4, 6, 3], 23_587_712, 0.749, "2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626"),
        ("resnet101", [3, 4, 23, 3], 42_658_176, 0.764, "f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21"),
        ("resnet152", [3, 8, 36, 3], 58_370_944, 0.766, "100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c"),
    ];

    public static IEnumerable<Backbone> All() => Sizes.Select(size => new KerasEntry
    {
        Name = size.Name,
        Family = "resnet",
        WithTop = KerasFiles.At($"resnet/{size.Name}_weights_tf_dim_ordering_tf_kernels.h5", size.Md5),
        WithoutTop = KerasFiles.At($"resnet/{size.Name}_weights_tf_dim_ordering_tf_kernels_notop.h5", size.Md5WithoutTop),
        Licence = "MIT",
        Top1 = size.Top1,
        Mode = "caffe",
        Features = 4 * Filters[^1],
        Parameters = size.Parameters,
        Blocks = [.. size.Depths.Select((depth, stage) => $"conv{stage + 2}_block{depth}_out")],
    }.With((shape, includeTop, preprocessing) => Build(size.Name, size.Depths, shape, includeTop, preprocessing)));

    private static Model Build(string name, int[] depths, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new ZeroPadding2D(3, name: "conv1_pad").Apply(input.Output);
        x = Convolve(x, 64, 7, 2, "valid", "conv1");
        x = new Activation("relu", name: "conv1_relu").Apply(x);
        x = new ZeroPadding2D(1, name: "pool1_pad").Apply(x);
        x = new MaxPooling2D(3, strides: 2, name: "pool1_pool").Apply(x);
        for (var stage = 0; stage < depths.Length; stage++)
            for (var block = 1; block <= depths[stage]; block++)
                x = Bottleneck(x, Filters[stage], stage > 0 && block == 1 ? 2 : 1, block == 1, $"conv{stage + 2}_block{block}");
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
            x = new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private static Symbol Bottleneck(Symbol input, int filters, int stride, bool convolveShortcut, string name)
    {
        var shortcut = convolveShortcut ? Convolve(input, 4 * filters, 1, stride, "valid", $"{name}_0") : input;
        var x = Convolve(input, filters, 1, stride, "valid", $"{name}_1");
        x = new Activation("relu", name: $"{name}_1_relu").Apply(x);
        x = Convolve(x, filters, 3, 1, "same", $"{name}_2");
        x = new Activation("relu", name: $"{name}_2_relu").Apply(x);
        x = Convolve(x, 4 * filters, 1, 1, "valid", $"{name}_3");
        x = new Add($"{name}_add").Apply(shortcut, x);
        return new Activation("relu", name: $"{name}_out").Apply(x);
    }

    private static Symbol Convolve(Symbol x, int filters, int kernel, int stride, string padding, string name)
    {
        x = new Conv2D(filters, kernel, stride, padding, name: $"{name}_conv").Apply(x);
        return new BatchNormalization(epsilon: Epsilon, name: $"{name}_bn").Apply(x);
    }
}
