using System.Text.RegularExpressions;
using Graft.Layers;

namespace Graft.Weights.Matching;

/// <summary>
/// How PyTorch keeps the weights of layers: a kernel and a scale are both <c>weight</c>, a kernel's outputs stand first.
/// </summary>
internal static partial class TorchWeights
{
    private const string Kernel = "weight";
    private const string Packed = "in_proj_";

    /// <summary>A weight's name in PyTorch, whether it is given as Keras or as PyTorch calls it.</summary>
    public static string Spelling(string weight) => weight switch
    {
        "kernel" or "depthwise_kernel" or "gamma" => Kernel,
        "beta" => "bias",
        "moving_mean" => "running_mean",
        "moving_variance" => "running_var",
        _ => weight,
    };

    /// <summary>
    /// A layer's and its weight's name as they are today. Files of torchvision's DenseNets have points where the modules have
    /// none (<c>norm.1</c>), those of its vision transformers other numbers (<c>mlp.linear_1</c>). PyTorch's attention keeps its
    /// first product itself (<c>in_proj_weight</c>); here that is a layer.
    /// </summary>
    public static (string Layer, string Weight) Name(string layer, string weight)
    {
        layer = OldDenseLayer().Replace(layer, "$1$2");
        if (OldVisionLayer().Match(layer) is { Success: true } old)
            layer = $"{layer[..old.Groups[1].Index]}{(old.Groups[1].Value == "linear_1" ? 0 : 3)}";
        return weight.StartsWith(Packed, StringComparison.Ordinal)
            ? ($"{layer}.{Packed[..^1]}", Spelling(weight[Packed.Length..]))
            : (layer, Spelling(weight));
    }

    /// <summary>The whole name of an array: of one that no module stands around, the name of its layer here.</summary>
    public static string LoneParameter(StoredArray array) =>
        array.Layer.Length == 0 ? array.Weight : $"{array.Layer}.{array.Weight}";

    /// <summary>Whether an array has a name that PyTorch gives, and so its order of axes.</summary>
    public static bool IsTorch(StoredArray array) => array.Weight is Kernel or (Packed + Kernel);

    /// <summary>The weight's shape in PyTorch's files.</summary>
    public static IReadOnlyList<int> ShapeOf(Weight weight) => (weight.Layout, weight.Shape.Dimensions) switch
    {
        (WeightLayout.Convolution, [var height, var width, var inputs, var outputs]) => [outputs, inputs, height, width],
        (WeightLayout.Depthwise, [var height, var width, var inputs, var each]) => [inputs * each, 1, height, width],
        (WeightLayout.Steps, [var steps, var channels]) => [1, steps, channels],
        (_, [var inputs, var outputs]) => [outputs, inputs],
        var (_, dimensions) => dimensions,
    };

    /// <summary>From PyTorch's order of axes to the one that <see cref="Weight.Set"/> takes.</summary>
    public static float[] ToOwnOrder(Weight weight, float[] values)
    {
        // In each layout PyTorch has the kernels one after the other, Keras the places; the rest keeps its order, or is turned.
        var (kernels, planes, places) = (weight.Layout, weight.Shape.Dimensions) switch
        {
            (WeightLayout.Convolution, [var height, var width, var inputs, var outputs]) => (outputs, inputs, height * width),
            (WeightLayout.Depthwise, [var height, var width, var inputs, var each]) => (1, inputs * each, height * width),
            (WeightLayout.Same, [var inputs, var outputs]) => (outputs, inputs, 1),
            _ => (1, values.Length, 1),
        };
        var own = new float[values.Length];
        var from = 0;
        for (var kernel = 0; kernel < kernels; kernel++)
            for (var plane = 0; plane < planes; plane++)
                for (var place = 0; place < places; place++)
                    own[(place * planes + plane) * kernels + kernel] = values[from++];
        return own;
    }

    [GeneratedRegex(@"(\bdenselayer\d+\.(?:norm|relu|conv))\.([12])$", RegexOptions.CultureInvariant)]
    private static partial Regex OldDenseLayer();

    [GeneratedRegex(@"\bmlp\.(linear_[12])$", RegexOptions.CultureInvariant)]
    private static partial Regex OldVisionLayer();
}
