namespace Graft.Runtime.Bundles;

/// <summary>What the licence of published weights forbids, as far as its identifier tells.</summary>
public static class WeightsLicence
{
    // Apple's licence for machine learning research models is for research purposes alone, though its name does not say so.
    private const string AppleResearch = "apple-amlr";

    private static readonly Dictionary<string, string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CC-BY-NC-4.0"] = "https://creativecommons.org/licenses/by-nc/4.0/legalcode",
        ["CC-BY-NC-SA-4.0"] = "https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode",
        ["CC-BY-NC-ND-4.0"] = "https://creativecommons.org/licenses/by-nc-nd/4.0/legalcode",
    };

    /// <summary>
    /// Whether it is known to forbid commercial use: Creative Commons' NC licences, those that call themselves non-commercial, and
    /// Apple's licence of research models (<c>apple-amlr</c>). One that is not known forbids nothing here.
    /// </summary>
    /// <param name="licence">An SPDX identifier or the publisher's words; null where it is not known.</param>
    public static bool ForbidsCommercialUse(string? licence)
    {
        if (licence is null)
            return false;
        if (string.Equals(licence, AppleResearch, StringComparison.OrdinalIgnoreCase))
            return true;
        string[] words = [.. licence.ToLowerInvariant().Split(['-', '_', ' ', '.'], StringSplitOptions.RemoveEmptyEntries)];
        return words.Contains("nc") || words.Contains("noncommercial")
            || words.Zip(words.Skip(1)).Contains(("non", "commercial"));
    }

    /// <summary>The address of its text; null where it is not known here.</summary>
    /// <param name="licence">Its identifier.</param>
    public static Uri? TextOf(string licence)
    {
        ArgumentNullException.ThrowIfNull(licence);
        return Texts.TryGetValue(licence, out var address) ? new Uri(address) : null;
    }
}
