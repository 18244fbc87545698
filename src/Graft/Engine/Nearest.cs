namespace Graft.Engine;

/// <summary>The names that a mistyped one may have meant.</summary>
public static class Nearest
{
    /// <summary>
    /// The known names nearest to a given one by the number of letters to change (Levenshtein, 1966), best first.
    /// </summary>
    /// <param name="name">What was given.</param>
    /// <param name="known">What there is.</param>
    /// <param name="count">How many to give at most.</param>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> known, int count = 3)
    {
        ArgumentNullException.ThrowIfNull(name);
        return
        [
            .. known.OrderBy(candidate => Distance(name, candidate)).ThenBy(
                candidate => candidate, StringComparer.Ordinal).Take(count),
        ];
    }

    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = current;
        }
        return previous[right.Length];
    }
}
