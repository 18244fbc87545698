using Graft.Engine;
using Graft.Runtime.Bundles;

namespace Graft.Trunk.Features;

/// <summary>
/// Keeps what trunks gave for pictures, on disk, from one run to the next: a second run on the same pictures with another head needs
/// no trunk. It is a cache: whatever happens to its files, the worst that follows is that a trunk runs again.
/// </summary>
/// <remarks>
/// A process that is ended at any moment leaves it in order, and several may use it at once. Where it cannot be written, or has
/// reached its limit, runs go on without it.
/// </remarks>
public sealed class FeatureStore
{
    private const string DecisionsFolder = "decisions";
    private const string DecisionsEnding = ".json";

    private string? problem;

    /// <summary>A store in a folder.</summary>
    /// <param name="folder">It need not exist yet.</param>
    /// <param name="limit">Bytes that all rows together may have, at least 0; 0 for a store that keeps nothing.</param>
    /// <param name="clock">Tells when rows were last used; the system's where left out.</param>
    public FeatureStore(string folder, long limit = DefaultLimit, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        (Folder, Limit, Clock) = (Path.GetFullPath(folder), limit, clock ?? TimeProvider.System);
    }

    /// <summary>10 GB: some millions of pictures, where a map is pooled.</summary>
    public const long DefaultLimit = 10_000_000_000;

    /// <summary>The environment variable that sets another limit: <c>20GB</c>, <c>500MB</c>, or 0 for none kept.</summary>
    public const string LimitVariable = "GRAFT_FEATURES_LIMIT";

    /// <summary>The full path of its folder.</summary>
    public string Folder { get; }

    /// <summary>Bytes that all rows together may have.</summary>
    public long Limit { get; }

    /// <summary>Why rows are no longer kept, fit to be shown; null where nothing is wrong.</summary>
    public string? Problem => problem;

    internal TimeProvider Clock { get; }

    internal bool TakesMore => Limit > 0 && problem is null;

    /// <summary>The store in the cache folder, within the limit that <see cref="LimitVariable"/> says.</summary>
    /// <exception cref="FeatureStoreException">The variable does not say a size.</exception>
    public static FeatureStore FromEnvironment()
    {
        var limit = Environment.GetEnvironmentVariable(LimitVariable) is { Length: > 0 } text
            ? ByteCount.Parse(text) ?? throw new FeatureStoreException(
                $"{LimitVariable} is '{text}'; it must be a size such as 20GB or 500MB, or 0 to keep no features.")
            : DefaultLimit;
        return new FeatureStore(Path.Combine(CacheFolder.Path, "features"), limit);
    }

    /// <summary>Opens the rows of one space.</summary>
    public StoredFeatures Open(FeatureSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        return new StoredFeatures(this, space);
    }

    /// <summary>What is kept, the largest first.</summary>
    public IReadOnlyList<StoredSpace> List() =>
    [
        .. StoreRoom.FilesIn(Folder).Select(Look).OfType<(RowHeader Header, long Rows, FileInfo File)>()
            .GroupBy(found => Convert.ToHexStringLower(found.Header.Space))
            .Select(group => new StoredSpace(
                group.First().Header.Description, group.Sum(found => found.Rows), group.Sum(found => found.File.Length),
                group.Max(found => found.File.LastWriteTimeUtc)))
            .OrderByDescending(space => space.Bytes).ThenBy(space => space.Description, StringComparer.Ordinal),
    ];

    /// <summary>What was decided of a trunk by some samples; null where that is not known.</summary>
    /// <param name="key">Names the trunk and the samples.</param>
    internal TrunkDecision? DecisionOf(string key)
    {
        if (Limit == 0)
            return null;
        try
        {
            return TrunkDecision.FromJson(File.ReadAllBytes(PathOf(key)));
        }
        catch (Exception e) when (RowFile.IsTrouble(e))
        {
            return null;
        }
    }

    /// <summary>Keeps what was decided of a trunk for the next run.</summary>
    internal void Keep(string key, TrunkDecision decision)
    {
        if (!TakesMore)
            return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
            WholeFile.Write(PathOf(key), overwrite: true, stream => stream.Write(decision.ToJson()));
        }
        catch (Exception e) when (RowFile.IsTrouble(e))
        {
            Fail($"Decisions cannot be kept in '{Folder}' for the next run: {e.Message}");
        }
    }

    /// <summary>Removes everything that is kept.</summary>
    /// <returns>The bytes that it had.</returns>
    /// <exception cref="IOException">Something cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public long Clear()
    {
        var bytes = 0L;
        foreach (var file in StoreRoom.FilesIn(Folder).Concat(Decisions()).ToList())
        {
            bytes += file.Length;
            file.Delete();
        }
        return bytes;
    }

    /// <summary>Keeps nothing more; what was said first counts.</summary>
    internal void Fail(string reason) => problem ??= reason;

    private string PathOf(string key) => Path.Combine(Folder, DecisionsFolder, key + DecisionsEnding);

    private IEnumerable<FileInfo> Decisions() =>
        new DirectoryInfo(Path.Combine(Folder, DecisionsFolder)) is { Exists: true } folder
            ? folder.EnumerateFiles("*" + DecisionsEnding)
            : [];

    private static (RowHeader, long, FileInfo)? Look(FileInfo file)
    {
        using var rows = RowFile.Open(file.FullName);
        return rows is null ? null : (rows.Header, rows.Records, file);
    }
}

/// <summary>What is kept of one trunk.</summary>
/// <param name="Description">Which network, which place.</param>
/// <param name="Rows">Pictures, each view counted.</param>
/// <param name="Bytes">On disk.</param>
/// <param name="LastUsed">In UTC.</param>
public sealed record StoredSpace(string Description, long Rows, long Bytes, DateTime LastUsed);
