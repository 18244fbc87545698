using Graft.Weights.Downloads;
using Graft.Weights.HuggingFace;

namespace Graft.Weights;

/// <summary>
/// Finds the file of a weights entry: the one that was given, else in the folders, else in the cache, else among those that come with
/// Graft, else at the publisher's.
/// In a folder it is found by its published name, by the same name with the ending <c>.safetensors</c>, or in a copy of its
/// repository on the Hugging Face hub; without its top a backbone also takes the file with top. The published hash is enforced on
/// downloads and on the cache; on a file that a person put somewhere a difference is reported in <see cref="LocatedWeights.Warning"/>, and the file used. Where the weights'
/// licence forbids commercial use, nothing is looked for until it is among <see cref="WeightsSearch.AcceptedLicences"/>.
/// </summary>
/// <param name="search">Where to look.</param>
/// <param name="downloader">Fetches files; null for one with the usual settings.</param>
public sealed class WeightsLocator(WeightsSearch search, Downloader? downloader = null)
{
    private readonly Downloader downloader = downloader ?? new Downloader();

    /// <summary>The file of an entry, downloaded if need be.</summary>
    /// <param name="entry">The weights that are wanted.</param>
    /// <param name="includeTop">Whether the classifier is wanted.</param>
    /// <param name="given">A file named by hand, which is taken before all others; or null.</param>
    /// <param name="progress">Is told how far a download is.</param>
    /// <param name="cancellationToken">Stops a download; what has arrived is kept for the next try.</param>
    /// <exception cref="WeightsException">
    /// It is nowhere, and the message says every place and how to get it; or the download failed, or its hash is wrong.
    /// </exception>
    /// <exception cref="LicenceException">The licence forbids commercial use and was not accepted.</exception>
    public async Task<LocatedWeights> FindAsync(
        WeightsEntry entry,
        bool includeTop,
        string? given = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (await FindLocalAsync(entry, includeTop, given, cancellationToken).ConfigureAwait(false) is { } local)
            return local;
        if (search.Offline || search.AddressOf(entry.Files(includeTop)[0]) is not { } address)
            throw WeightsPlaces.NotFound(search, entry, includeTop);
        return await DownloadAsync(entry.Files(includeTop)[0], address, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The file of an entry, downloaded if need be. Blocks until it is there.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public LocatedWeights Find(
        WeightsEntry entry,
        bool includeTop,
        string? given = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(() => FindAsync(entry, includeTop, given, progress, cancellationToken), cancellationToken)
            .GetAwaiter().GetResult();

    /// <summary>The file of an entry if it is on this machine; null otherwise. Downloads nothing.</summary>
    /// <param name="entry">The weights that are wanted.</param>
    /// <param name="includeTop">Whether the classifier is wanted.</param>
    /// <param name="given">A file named by hand, or null.</param>
    /// <param name="cancellationToken">Stops the check of its hash.</param>
    /// <exception cref="WeightsException">The file that was given is not there.</exception>
    /// <exception cref="LicenceException">The licence forbids commercial use and was not accepted.</exception>
    public async Task<LocatedWeights?> FindLocalAsync(
        WeightsEntry entry,
        bool includeTop,
        string? given = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        LicenceException.ThrowIfNotAccepted(entry, search);
        var files = entry.Files(includeTop);
        if (given is not null)
            return await GivenAsync(files, given, cancellationToken).ConfigureAwait(false);
        foreach (var folder in search.Folders)
            foreach (var file in files)
            {
                var path = Path.Combine(folder, file.File);
                var twin = Path.Combine(folder, file.Twin);
                if (File.Exists(path))
                {
                    var warning = await DifferenceAsync(path, file, cancellationToken).ConfigureAwait(false);
                    return new(path, WeightsOrigin.Folder, file, warning);
                }
                if (File.Exists(twin))
                    return new(twin, WeightsOrigin.Folder, file);
                if (InRepository(folder, file) is { } copied)
                    return new(copied, WeightsOrigin.Folder, file);
            }
        foreach (var file in files)
            if (await CachedHash.IsSoundAsync(CachePath(file), file.Hash, cancellationToken).ConfigureAwait(false))
                return new(CachePath(file), WeightsOrigin.Cache, file);
        return files.Where(IsEmbedded)
            .Select(file => new LocatedWeights(Path.Combine(search.Embedded, file.File), WeightsOrigin.Embedded, file))
            .FirstOrDefault();
    }

    /// <summary>
    /// Whether a file of an entry seems to be on this machine, in a folder or in the cache. Quick: names are looked for, no file is
    /// read.
    /// </summary>
    /// <param name="entry">The weights.</param>
    /// <param name="includeTop">Whether the classifier is wanted.</param>
    public bool IsHere(WeightsEntry entry, bool includeTop)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Files(includeTop).Any(file => File.Exists(CachePath(file)) || IsEmbedded(file) || search.Folders.Any(folder =>
            File.Exists(Path.Combine(folder, file.File)) || File.Exists(Path.Combine(folder, file.Twin))
            || InRepository(folder, file) is not null));
    }

    private bool IsEmbedded(PublishedFile file) => file.Url is null && File.Exists(Path.Combine(search.Embedded, file.File));

    // The folder may hold a copy of the publisher's repository, or be one.
    private static string? InRepository(string folder, PublishedFile file) => file.Folder is not { } name ? null
        : HubFolder.WeightsIn(Path.Combine(folder, name))
            ?? (Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) == name ? HubFolder.WeightsIn(folder) : null);

    private static async Task<LocatedWeights> GivenAsync(
        IReadOnlyList<PublishedFile> files, string given, CancellationToken cancellationToken)
    {
        if (HubFolder.WeightsIn(given) is not null)
            return new(given, WeightsOrigin.Given, null);
        if (!File.Exists(given))
            throw new WeightsException(Directory.Exists(given)
                ? $"'{given}' is a folder, not a weights file. Name the file, or name the folder in GRAFT_WEIGHTS."
                : $"There is no weights file '{given}'.");
        var name = Path.GetFileName(given);
        var file = files.FirstOrDefault(f => f.File == name || f.Twin == name);
        var warning = file?.File == name ? await DifferenceAsync(given, file, cancellationToken).ConfigureAwait(false) : null;
        return new(given, WeightsOrigin.Given, file, warning);
    }

    private static async Task<string?> DifferenceAsync(string path, PublishedFile file, CancellationToken cancellationToken)
    {
        if (file.Hash is not { } published)
            return null;
        var found = await FileHashes.OfAsync(path, published.Algorithm, cancellationToken).ConfigureAwait(false);
        return FileHashes.Equal(found, published)
            ? null
            : $"'{path}' is not the published file: its {published.Algorithm} is {found}, "
                + $"the published one {published.Value}. It is used as it is.";
    }

    private async Task<LocatedWeights> DownloadAsync(
        PublishedFile file, Uri address, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = CachePath(file);
        await downloader.FetchAsync(address, path, file.Hash, progress, cancellationToken).ConfigureAwait(false);
        return new(path, WeightsOrigin.Download, file);
    }

    private string CachePath(PublishedFile file) => Path.Combine(search.Cache, file.File);
}
