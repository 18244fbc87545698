using System.Globalization;
using Graft.Planning.Comparison;

namespace Graft.Cli.Output;

/// <summary>What a comparison came to, in sentences.</summary>
internal static class ComparisonWords
{
    /// <summary>Whether transfer pays.</summary>
    public static IEnumerable<string> Verdict(ComparisonResult result)
    {
        if (result.Claims.Count == 0)
        {
            yield return "There is nothing yet to compare with from scratch.";
            yield break;
        }
        if (result.PaysAt.Count > 0)
            yield return $"Transfer pays at {Numbers(result.PaysAt)} pictures a class: it is better than from scratch by more than chance.";
        if (result.DoesNotPayAt.Count > 0)
            yield return $"Transfer does not pay at {Numbers(result.DoesNotPayAt)} pictures a class: from scratch is at least as good.";
        if (result.PaysAt.Count == 0 && result.DoesNotPayAt.Count == 0)
            yield return "Transfer is better than from scratch, but nowhere by more than chance: more test pictures would tell.";
    }

    /// <summary>One claim, and whether it holds.</summary>
    public static string Of(ComparisonClaim claim, ComparisonResult result)
    {
        var best = result.Points.Where(point => point.Method == ComparisonMethod.Scratch).MaxBy(point => point.Accuracy)!;
        var what = claim.Claim switch
        {
            ComparisonClaim.FewerPictures => "fewer pictures",
            ComparisonClaim.LessTime => "less time",
            _ => "less arithmetic",
        };
        if (claim.Least is not { } least || claim.Figure is not { } figure)
            return string.Create(CultureInfo.InvariantCulture,
                $"{what}: does not hold; from scratch reaches {Percent(best.Accuracy)}, which no training on published weights does");
        var detail = claim.Claim switch
        {
            ComparisonClaim.FewerPictures => string.Create(
                CultureInfo.InvariantCulture, $"{least.Pictures:N0} instead of {best.Pictures:N0} pictures in all"),
            ComparisonClaim.LessTime => $"{Time(least.Seconds)} instead of {Time(best.Seconds)}",
            _ => $"{Multiplications(least.MultiplyAdds)} instead of {Multiplications(best.MultiplyAdds)}",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{what}: {(claim.Holds ? "holds" : "does not hold")}; to be as good as the best from scratch ({Percent(best.Accuracy)}) it takes "
            + $"{detail}, a factor of {figure:0.#}");
    }

    /// <summary>A share as people read it.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    /// <summary>A number of multiplications, in thousand millions.</summary>
    public static string Multiplications(double count) => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:N1} G");

    /// <summary>Seconds as people say them.</summary>
    public static string Time(double seconds) => Duration.Of(TimeSpan.FromSeconds(seconds));

    private static string Numbers(IReadOnlyList<int> numbers) =>
        string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));
}
