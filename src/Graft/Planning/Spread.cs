namespace Graft.Planning;

/// <summary>A few of many.</summary>
internal static class Spread
{
    /// <summary>Items from all over a list: pictures of one class stand together.</summary>
    public static IReadOnlyList<T> Over<T>(IReadOnlyList<T> items, int most)
    {
        var count = Math.Min(items.Count, most);
        return [.. Enumerable.Range(0, count).Select(i => items[(int)((long)i * items.Count / count)])];
    }
}
