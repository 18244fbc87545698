using System.Text.RegularExpressions;

namespace Graft.Weights.Keras;

/// <summary>
/// What the numbered variables of a layer are called. Keras 3 stores them in the order of their making and says no names.
/// </summary>
internal static partial class KerasVariables
{
    /// <summary>Names for so many variables; numbers where the layer's kind is not known.</summary>
    /// <param name="place">The layer's place in the file: its class in lower case, perhaps with a number behind it.</param>
    /// <param name="count">How many variables it has.</param>
    /// <param name="layer">The layer in the model's description, or null where there is none.</param>
    public static IReadOnlyList<string> NamesOf(string place, int count, KerasLayer? layer)
    {
        var kind = layer is null ? Number().Replace(place, "") : KerasLayer.PlaceOf(layer.Kind);
        string[] names = kind switch
        {
            "batch_normalization" => Normalization(count - 2, layer, ["moving_mean", "moving_variance"]),
            "layer_normalization" or "group_normalization" => Normalization(count, layer, []),
            "normalization" => ["mean", "variance", "count"],
            "separable_conv2d" or "separable_conv1d" => ["depthwise_kernel", "pointwise_kernel", "bias"],
            "embedding" => ["embeddings"],
            "layer_scale" => ["gamma"],
            "p_re_lu" => ["alpha"],
            _ when count <= 2 => ["kernel", "bias"],
            _ => [],
        };
        return [.. Enumerable.Range(0, count).Select(i => i < names.Length ? names[i] : i.ToString(default(IFormatProvider)))];
    }

    // Where only one of both is there and nobody says which, it is the offset: published networks are without a scale.
    private static string[] Normalization(int count, KerasLayer? layer, string[] behind) => count switch
    {
        2 => ["gamma", "beta", .. behind],
        1 when layer is { HasOffset: false } || (layer is null && behind.Length == 0) => ["gamma", .. behind],
        1 => ["beta", .. behind],
        _ => behind,
    };

    [GeneratedRegex(@"_\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
