namespace Graft.Pretraining;

/// <summary>Which of the kept views of a sample an epoch looks at.</summary>
internal static class ViewChoice
{
    /// <summary>One of the views, by chance, the same one for the same arguments.</summary>
    /// <param name="row">The number of the sample.</param>
    /// <param name="view">What tells epochs apart.</param>
    /// <param name="views">How many there are, at least 1.</param>
    public static int Of(int row, long view, int views)
    {
        // One round of splitmix64.
        var z = unchecked((ulong)view * 0x9E3779B97F4A7C15UL + ((ulong)row + 1) * 0xD1B54A32D192ED03UL);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return (int)((z ^ (z >> 31)) % (ulong)views);
    }
}
