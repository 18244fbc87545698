namespace Graft.Layers;

/// <summary>The two rules for a window at a map's border, by Keras's names.</summary>
internal static class Padding
{
    /// <summary>Whether the rule is <c>"same"</c>.</summary>
    /// <exception cref="ArgumentException">It is neither <c>"same"</c> nor <c>"valid"</c>.</exception>
    public static bool IsSame(string padding) => padding switch
    {
        "same" => true,
        "valid" => false,
        _ => throw new ArgumentException($"The padding is \"valid\" or \"same\"; given: \"{padding}\".", nameof(padding)),
    };
}
