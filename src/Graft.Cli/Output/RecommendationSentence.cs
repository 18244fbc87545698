using System.Globalization;
using Graft.Planning.Recommendations;

namespace Graft.Cli.Output;

/// <summary>Says which backbone is recommended, and why it and not another.</summary>
internal static class RecommendationSentence
{
    private const int MostNamed = 5;

    public static string Of(Recommendation found)
    {
        var (first, others) = (found.Recommended, found.Candidates.Skip(1).ToList());
        if (others.Count == 0)
            return $"Recommended: {first.Backbone}, the only one that was measured, on {Pictures(found)}.";
        var why = found.Preference switch
        {
            BackbonePreference.Speed => "the fastest",
            BackbonePreference.Size => "the smallest",
            _ => "the most accurate",
        };
        var tied = others.Where(one => one.TiedWithBest).Select(one => one.Backbone).ToList();
        if (found.Preference == BackbonePreference.Accuracy && first.TiedWithBest && tied.Count > 0)
            why = $"the fastest of those that cannot be told apart, the differences being within chance: it and {Named(tied)}";
        else if (found.Preference != BackbonePreference.Accuracy && !first.TiedWithBest)
        {
            var best = others.MaxBy(one => one.Accuracy)!;
            why += string.Create(CultureInfo.InvariantCulture,
                $"; {best.Backbone} is more accurate by more than chance ({100 * best.Accuracy:0.0} %)");
        }
        return $"Recommended: {first.Backbone}, {why}; judged on {Pictures(found)}.";
    }

    private static string Pictures(Recommendation found) => string.Create(
        CultureInfo.InvariantCulture, $"{found.Pictures:N0} training pictures by heads that had not seen them");

    private static string Named(List<string> names) => names.Count > MostNamed
        ? $"{string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed} more"
        : string.Join(", ", names);
}
