using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;

namespace Graft.Backbones.Keras;

/// <summary>
/// DenseNet (Huang et al., 2016) as in Keras: each layer adds 32 channels to all that came before it; between two stages half
/// of the channels and a quarter of the points remain.
/// </summary>
internal static class KerasDenseNet
{
    private const double Epsilon = 1.001e-5;
    private const int Growth = 32;

    private static readonly Size[] Sizes =
    [
        new("densenet121", [6, 12, 24, 16], 1024, 7_037_504, 0.750,
            "9d60b8095a5708f2dcce2bca79d332c7", "30ee3e1110167f948a6b9946edeeb738"),
        new("densenet169", [6, 12, 32, 32], 1664, 12_642_880, 0.762,
            "d699b8f76981ab1b30698df4c175e90b", "b8c4d4c20dd625c148057b9ff1c1176b"),
        new("densenet201", [6, 12, 48, 32], 1920, 18_321_984, 0.773,
            "1ceb130c1ea1b78c3bf6114dbdfd8807", "c13680b51ded0fb44dff2d8f86ac8bb1"),
    ];

    public static IEnumerable<Backbone> All() => Sizes.Select(size => new KerasEntry
    {
        Name = size.Name,
        Family = "densenet",
        WithTop = KerasFiles.At($"densenet/{size.Name}_weights_tf_dim_ordering_tf_kernels.h5", size.Md5),
        WithoutTop = KerasFiles.At($"densenet/{size.Name}_weights_tf_dim_ordering_tf_kernels_notop.h5", size.Md5WithoutTop),
        Licence = "BSD-3-Clause",
        Top1 = size.Top1,
        Mode = "torch",
        Features = size.Features,
        Parameters = size.Parameters,
        Blocks = [.. size.Depths.SkipLast(1).Select((depth, stage) => $"conv{stage + 2}_block{depth}_concat"), "relu"],
    }.With((shape, includeTop, preprocessing) => Build(size.Name, size.Depths, shape, includeTop, preprocessing)));

    private static Model Build(string name, int[] depths, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new ZeroPadding2D(3).Apply(input.Output);
        x = new Conv2D(64, 7, strides: 2, useBias: false, name: "conv1_conv").Apply(x);
        x = Rectify(x, "conv1_bn", "conv1_relu");
        x = new ZeroPadding2D(1).Apply(x);
        x = new MaxPooling2D(3, strides: 2, name: "pool1").Apply(x);
        for (var stage = 0; stage < depths.Length; stage++)
        {
            if (stage > 0)
                x = Shrink(x, $"pool{stage + 1}");
            for (var layer = 1; layer <= depths[stage]; layer++)
                x = Grow(x, $"conv{stage + 2}_block{layer}");
        }
        x = Rectify(x, "bn", "relu");
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avg_pool").Apply(x);
            x = new Dense(1000, activation: "softmax", name: "predictions").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private static Symbol Grow(Symbol input, string name)
    {
        var x = Rectify(input, $"{name}_0_bn", $"{name}_0_relu");
        x = new Conv2D(4 * Growth, 1, useBias: false, name: $"{name}_1_conv").Apply(x);
        x = Rectify(x, $"{name}_1_bn", $"{name}_1_relu");
        x = new Conv2D(Growth, 3, padding: "same", useBias: false, name: $"{name}_2_conv").Apply(x);
        return new Concatenate(name: $"{name}_concat").Apply(input, x);
    }

    private static Symbol Shrink(Symbol x, string name)
    {
        x = Rectify(x, $"{name}_bn", $"{name}_relu");
        x = new Conv2D(x.Shape.Channels / 2, 1, useBias: false, name: $"{name}_conv").Apply(x);
        return new AveragePooling2D(2, strides: 2, name: $"{name}_pool").Apply(x);
    }

    private static Symbol Rectify(Symbol x, string normalization, string activation)
    {
        x = new BatchNormalization(epsilon: Epsilon, name: normalization).Apply(x);
        return new Activation("relu", name: activation).Apply(x);
    }

    private sealed record Size(
        string Name, int[] Depths, int Features, long Parameters, double Top1, string Md5, string Md5WithoutTop);
}
