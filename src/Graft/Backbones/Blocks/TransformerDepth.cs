namespace Graft.Backbones.Blocks;

/// <summary>Where a transformer is cut: a quarter of its blocks is one of a backbone's, as a stage is elsewhere.</summary>
internal static class TransformerDepth
{
    private const int Quarters = 4;

    /// <summary>The names of the layers that end the quarters.</summary>
    /// <param name="depth">Blocks of the transformer.</param>
    /// <param name="at">The name of a block by its number.</param>
    /// <param name="last">The layer that ends the last quarter.</param>
    public static IReadOnlyList<string> Ends(int depth, Func<int, string> at, string last) =>
    [
        .. Enumerable.Range(1, Quarters - 1).Select(quarter => $"{at(depth * quarter / Quarters - 1)}.{TransformerBlock.End}"),
        last,
    ];
}
