using System.Globalization;

namespace Graft.Planning;

/// <summary>
/// How much of a backbone is fine-tuned, by its words on the command line: <c>none</c>, <c>2</c>, <c>all</c>, <c>lora</c>,
/// <c>ssf</c>, <c>auto</c>.
/// </summary>
public static class FineTuneDepth
{
    /// <summary>Nothing: the head alone is trained.</summary>
    public const string None = "none";

    /// <summary>The whole backbone.</summary>
    public const string All = "all";

    /// <summary>Nothing of its own weights, but a low-rank adapter beside each matrix (<c>model.AddLora</c>).</summary>
    public const string Lora = "lora";

    /// <summary>Nothing of its own weights, but a scale and a shift of channels (<c>model.AddSsf</c>).</summary>
    public const string Ssf = "ssf";

    /// <summary>What is better than the head alone by more than chance, within a budget of time.</summary>
    public const string Auto = "auto";

    /// <summary>Whether the words name adapters.</summary>
    public static bool IsAdapters(string text) => text is Lora or Ssf;

    /// <summary>Whether the words name a depth.</summary>
    public static bool IsOne(string text) => Read(text) is not null;

    /// <summary>Reads the words.</summary>
    /// <returns>
    /// The number of blocks whose own weights train, from the last one down; <see cref="int.MaxValue"/> for all of them, 0 where adapters
    /// train in their place, and for <see cref="Auto"/>, as long as it was not found out.
    /// </returns>
    /// <exception cref="RecipeException">They name no depth.</exception>
    public static int Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(text) ?? throw new RecipeException(
            $"The fine-tuning is '{text}'; it must be 'none', 'auto', 'all', 'lora', 'ssf', or a number of blocks, 1 or more.");
    }

    private static int? Read(string text) => text switch
    {
        None or Auto or Lora or Ssf => 0,
        All => int.MaxValue,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var blocks) && blocks > 0 ? blocks : null,
    };
}
