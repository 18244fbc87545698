using System.Text.RegularExpressions;

namespace Graft.Weights;

/// <summary>
/// Which layer an array belongs to and which of its weights it is, read from the many ways in which files write it.
/// </summary>
/// <param name="Layer">The layer's name; of a layer inside a nested model the path below that model.</param>
/// <param name="Weight">The name within the layer as Keras 3 writes it.</param>
internal sealed partial record WeightName(string Layer, string Weight)
{
    /// <summary>From one name for all: <c>layer/weight</c>, <c>layer/weight:0</c>, <c>layer.weight</c>.</summary>
    public static WeightName FromPath(string path)
    {
        var end = path.LastIndexOf('/');
        if (end < 0)
            end = path.LastIndexOf('.');
        return end < 0 ? new("", WithoutNumber(path)) : new(path[..end], WithoutNumber(path[(end + 1)..]));
    }

    /// <summary>
    /// From a legacy Keras file: the group of a layer and a name in its list of weights, which may repeat the layer's name
    /// (<c>conv1/kernel:0</c>), lead into a nested model (<c>stem/kernel:0</c> in the group <c>backbone</c>), or be of the
    /// years before (<c>block1_conv1_W_1:0</c>).
    /// </summary>
    public static WeightName FromKerasGroup(string group, string name)
    {
        var end = name.LastIndexOf('/');
        var last = WithoutNumber(name[(end + 1)..]);
        var above = end < 0 ? "" : name[..end];
        if (above.StartsWith(group + "/", StringComparison.Ordinal))
            above = above[(group.Length + 1)..];
        var layer = IsScopeOf(group, above) ? group : above;
        return new(layer, WithoutLayer(layer, last));
    }

    // TensorFlow 1 put a number behind a scope that was there already: dense_1/kernel:0, built again, is dense_1_1/kernel:0.
    private static bool IsScopeOf(string group, string above) =>
        above.Length == 0 || above == group
        || above.EndsWith("/" + group, StringComparison.Ordinal) || group.EndsWith("/" + above, StringComparison.Ordinal)
        || (above.StartsWith(group + "_", StringComparison.Ordinal) && above[(group.Length + 1)..].All(char.IsAsciiDigit));

    private static string WithoutLayer(string layer, string weight)
    {
        var prefix = layer[(layer.LastIndexOf('/') + 1)..] + "_";
        if (!weight.StartsWith(prefix, StringComparison.Ordinal))
            return weight;
        var old = OldName().Match(weight[prefix.Length..]);
        return old.Success
            ? old.Groups[1].Value switch { "W" => "kernel", "b" => "bias", var other => other }
            : weight;
    }

    private static string WithoutNumber(string name) => TensorNumber().Replace(name, "");

    [GeneratedRegex(@":\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex TensorNumber();

    [GeneratedRegex(@"^(W|b|kernel|bias|gamma|beta|moving_mean|moving_variance)(_\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex OldName();
}
