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
        name = WithoutNumber(name);
        if (name.StartsWith(group + "_", StringComparison.Ordinal)
            && OldName().Match(name[(group.Length + 1)..]) is { Success: true } old)
            return new(group, old.Groups[1].Value switch { "W" => "kernel", "b" => "bias", var other => other });
        var end = name.LastIndexOf('/');
        var above = end < 0 ? "" : name[..end];
        if (above.StartsWith(group + "/", StringComparison.Ordinal))
            above = above[(group.Length + 1)..];
        return new(IsScopeOf(group, above) ? group : above, name[(end + 1)..]);
    }

    // TensorFlow 1 put a number behind a scope that was there already: dense_1/kernel:0, built again, is dense_1_1/kernel:0.
    private static bool IsScopeOf(string group, string above) =>
        above.Length == 0 || above == group
        || above.EndsWith("/" + group, StringComparison.Ordinal) || group.EndsWith("/" + above, StringComparison.Ordinal)
        || (above.StartsWith(group + "_", StringComparison.Ordinal) && above[(group.Length + 1)..].All(char.IsAsciiDigit));

    private static string WithoutNumber(string name) => TensorNumber().Replace(name, "");

    [GeneratedRegex(@":\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex TensorNumber();

    [GeneratedRegex(@"^(W|b|kernel|bias|gamma|beta|moving_mean|moving_variance)(_\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex OldName();
}
