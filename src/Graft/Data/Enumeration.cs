using System.Globalization;

namespace Graft.Data;

/// <summary>Lists within a sentence: the first few by name, the others by number.</summary>
internal static class Enumeration
{
    private const int Named = 5;

    /// <summary><c>'a', 'b' and 3 more</c>.</summary>
    public static string Quoted(IReadOnlyCollection<string> names) => Join(names.Select(name => $"'{name}'"), names.Count);

    /// <summary><c>4, 17 and 3 more</c>.</summary>
    public static string Numbers(IReadOnlyCollection<int> numbers) =>
        Join(numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)), numbers.Count);

    /// <summary><c>1 picture</c>, <c>2 pictures</c>.</summary>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Join(IEnumerable<string> items, int count)
    {
        var first = items.Take(count <= Named ? count : Named - 1).ToArray();
        if (first.Length < count)
            return $"{string.Join(", ", first)} and {count - first.Length} more";
        return first.Length < 2 ? string.Concat(first) : $"{string.Join(", ", first[..^1])} and {first[^1]}";
    }
}
