using Graft.Runtime.Heads;

namespace Graft.Planning;

/// <summary>
/// The taps in words: <c>last</c>, <c>blocks</c> (and their deviations where a search finds that they tell more), <c>deviations</c>, and
/// <c>auto</c> for what is best.
/// </summary>
public static class TapsNames
{
    /// <summary>What is best.</summary>
    public const string Auto = "auto";

    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All { get; } = ["last", "blocks", "deviations", Auto];

    /// <summary>The word for taps.</summary>
    public static string Of(Taps taps) => All[(int)taps];

    /// <summary>The taps of a word; null for <see cref="Auto"/>.</summary>
    /// <exception cref="RecipeException">There are no such taps.</exception>
    public static Taps? Parse(string word) => word switch
    {
        "last" => Taps.Last,
        "blocks" => Taps.Blocks,
        "deviations" => Taps.Deviations,
        Auto => null,
        _ => throw new RecipeException($"There are no taps '{word}'. Taps are: {string.Join(", ", All)}."),
    };
}
