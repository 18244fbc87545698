namespace Graft.Cli.Parsing;

/// <summary>The known words that somebody may have meant.</summary>
internal static class NearestWords
{
    private const int Most = 3;

    /// <summary>At most three, nearest first; none where nothing is near.</summary>
    public static IReadOnlyList<string> To(string word, IEnumerable<string> known) => [.. known
        .Distinct()
        .Select(candidate => (candidate, distance: Distance(word, candidate)))
        .Where(near => near.distance <= Math.Max(1, Math.Min(word.Length, near.candidate.Length) / 3)
            || near.candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase))
        .OrderBy(near => near.distance)
        .ThenBy(near => near.candidate, StringComparer.Ordinal)
        .Take(Most)
        .Select(near => near.candidate)];

    // Letters inserted, left out, replaced or swapped with their neighbour (optimal string alignment).
    private static int Distance(string left, string right)
    {
        var cost = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            cost[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            cost[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = cost[i - 1, j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1);
                cost[i, j] = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
