using System.Text;

namespace Graft.Weights.Downloads;

/// <summary>
/// The part of a file that has arrived, beside its later place with the ending <c>.partial</c>, and the server's mark of the
/// version that it is a part of: without it nobody could tell whether a continuation fits.
/// </summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private readonly string path;
    private readonly FileStream stream;
    private readonly FileHashes hashes = new();

    private PartialFile(string target)
    {
        path = target + ".partial";
        stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, useAsync: true);
    }

    public long Length { get; private set; }

    /// <summary>The mark of the version (an entity tag or a date), or null.</summary>
    public string? Version { get; private set; }

    public FileHashes Hashes => hashes;

    private string VersionPath => path + ".version";

    /// <summary>Opens what an earlier try has left, or starts afresh.</summary>
    public static async Task<PartialFile> OpenAsync(string target, CancellationToken cancellationToken)
    {
        var partial = new PartialFile(target);
        try
        {
            if (partial.stream.Length > 0 && File.Exists(partial.VersionPath))
            {
                partial.Version = await File.ReadAllTextAsync(partial.VersionPath, cancellationToken).ConfigureAwait(false);
                await partial.hashes.AddAsync(partial.stream, cancellationToken).ConfigureAwait(false);
                partial.Length = partial.stream.Position;
            }
            else
                partial.Restart(version: null);
            return partial;
        }
        catch
        {
            await partial.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Forgets what has arrived.</summary>
    /// <param name="version">The mark of the version that comes now; null where the server gives none.</param>
    public void Restart(string? version)
    {
        stream.SetLength(0);
        hashes.Reset();
        Length = 0;
        Version = version;
        if (version is null)
            File.Delete(VersionPath);
        else
            File.WriteAllText(VersionPath, version, Encoding.UTF8);
    }

    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        hashes.Add(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Makes the file what it was to become.</summary>
    public async Task CompleteAsync(string target)
    {
        stream.Flush(flushToDisk: true);
        var sha256 = hashes.Value("sha256");
        await DisposeAsync().ConfigureAwait(false);
        CachedHash.Write(target, sha256);
        File.Move(path, target, overwrite: true);
        File.Delete(VersionPath);
    }

    /// <summary>Removes the file.</summary>
    public async Task DiscardAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        File.Delete(path);
        File.Delete(VersionPath);
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync().ConfigureAwait(false);
        hashes.Dispose();
    }
}
