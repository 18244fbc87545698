using Graft.Engine;

namespace Graft.Weights;

/// <summary>The weights that were downloaded and are kept.</summary>
/// <param name="folder">Where they lie; it need not exist.</param>
public sealed class WeightsCache(string folder)
{
    private static readonly string[] Companions = [".sha256", ".version"];

    /// <summary>Where they lie.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Those in the cache folder.</summary>
    public static WeightsCache FromEnvironment() => new(Path.Combine(CacheFolder.Path, "weights"));

    /// <summary>The files, in ordinal order of their names.</summary>
    public IReadOnlyList<KeptWeights> List() =>
    [
        .. Files().Where(file => !Companions.Contains(file.Extension))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => new KeptWeights(file.Name, file.FullName, file.Length)),
    ];

    /// <summary>Removes all of them.</summary>
    /// <returns>The bytes that they had.</returns>
    /// <exception cref="IOException">Something cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public long Clear()
    {
        var bytes = 0L;
        foreach (var file in Files().ToList())
        {
            bytes += file.Length;
            file.Delete();
        }
        return bytes;
    }

    // Locks stay: who waits for one must find the same file.
    private IEnumerable<FileInfo> Files() => Directory.Exists(Folder)
        ? new DirectoryInfo(Folder).EnumerateFiles().Where(file => !file.Name.EndsWith(".lock", StringComparison.Ordinal))
        : [];
}

/// <summary>A weights file that is kept.</summary>
/// <param name="File">The published name; with the ending <c>.partial</c> where it has not arrived whole.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its size.</param>
public sealed record KeptWeights(string File, string Path, long Bytes);
