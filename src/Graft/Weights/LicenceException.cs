using Graft.Runtime.Bundles;

namespace Graft.Weights;

/// <summary>
/// Weights stand under a licence that forbids commercial use, and it was not accepted. The message says which, where to read it and
/// how to accept it.
/// </summary>
public sealed class LicenceException : WeightsException
{
    internal LicenceException(string message) : base(message)
    {
    }

    /// <summary>Whether weights may be used.</summary>
    internal static bool IsAccepted(string? licence, WeightsSearch search) =>
        !WeightsLicence.ForbidsCommercialUse(licence)
        || search.AcceptedLicences.Contains(licence, StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses weights that may not be used.</summary>
    internal static void ThrowIfNotAccepted(WeightsEntry entry, WeightsSearch search) =>
        ThrowIfNotAccepted($"The weights of {entry.Name}", entry.Licence, PageOf(entry.WithTop), search);

    /// <summary>Refuses what was made of such weights.</summary>
    /// <param name="what">What stands under the licence, as the beginning of a sentence.</param>
    /// <param name="licence">The licence; null where it is not known.</param>
    /// <param name="page">Where its text is asked for, if that is not known; or null.</param>
    /// <param name="search">Says what is accepted.</param>
    internal static void ThrowIfNotAccepted(string what, string? licence, Uri? page, WeightsSearch search)
    {
        if (IsAccepted(licence, search))
            return;
        var other = search.AcceptedLicences.Count > 0 ? $" (accepted: {string.Join(", ", search.AcceptedLicences)})" : "";
        var text = (WeightsLicence.TextOf(licence!) ?? page) is { } address ? $" Read it: {address.AbsoluteUri}" : "";
        throw new LicenceException(
            $"{what} stand under {licence}, which forbids commercial use, of them and of every model made of them; it was not "
            + $"accepted{other}.{text}{Environment.NewLine}If you can keep to it, add this option: --accept-licence {licence} "
            + $"(in a program: {nameof(WeightsSearch)}.{nameof(WeightsSearch.AcceptedLicences)}). 'graft backbones' lists the "
            + "licence of each network.");
    }

    // The hub shows a licence beside the files.
    private static Uri? PageOf(PublishedFile file) =>
        file.Url?.AbsoluteUri.IndexOf("/resolve/", StringComparison.Ordinal) is >= 0 and var end
            ? new Uri(file.Url!.AbsoluteUri[..end])
            : file.Url;
}
