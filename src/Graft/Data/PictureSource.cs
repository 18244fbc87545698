namespace Graft.Data;

/// <summary>A dataset's input, opened and read by names: a folder, an archive or a table.</summary>
internal sealed class PictureSource : IDisposable
{
    private PictureArchive? archive;

    private PictureSource(Classification classification, PictureArchive? archive = null)
    {
        Classification = classification;
        this.archive = archive;
    }

    public Classification Classification { get; }

    /// <summary>Opens whatever lies at the path.</summary>
    /// <exception cref="DatasetException">Nothing lies there, or nothing that can be a dataset.</exception>
    public static PictureSource Open(string path, ArchiveLimits limits, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
            return new(FolderLayout.Read(PictureFolder.List(path, "", cancellation)));
        if (!File.Exists(path))
            throw new DatasetException(path, ["There is no such file or folder."]);
        if (HasEnding(path, ".csv"))
            return new(PictureTable.Read(path, cancellation));
        if (!HasEnding(path, ".zip"))
            throw new DatasetException(path, ["It is neither a folder nor a .zip nor a .csv file."]);
        var archive = OpenArchive(path, limits);
        try
        {
            return new(FolderLayout.Read(ListArchive(archive, path, limits, "", cancellation).Unwrapped()), archive);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Whether the path ends so, in upper or lower case.</summary>
    public static bool HasEnding(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="DatasetException">It is no zip, a damaged one, or cannot be read.</exception>
    public static PictureArchive OpenArchive(string path, ArchiveLimits limits)
    {
        try
        {
            return new PictureArchive(path, limits);
        }
        catch (Exception error) when (PictureArchive.IsDamage(error) || error is UnauthorizedAccessException)
        {
            throw new DatasetException(path, [error is UnauthorizedAccessException
                ? "It may not be read: its permissions forbid it."
                : $"It is no zip archive, or a damaged one: {error.Message}"]);
        }
    }

    /// <exception cref="DatasetException">Its directory is damaged.</exception>
    public static SourceContents ListArchive(
        PictureArchive archive, string path, ArchiveLimits limits, string displayed, CancellationToken cancellation)
    {
        try
        {
            return ArchiveListing.List(archive, new FileInfo(path).Length, limits, displayed, cancellation);
        }
        catch (Exception error) when (PictureArchive.IsDamage(error))
        {
            throw new DatasetException(path, [$"It is a damaged zip archive: {error.Message}"]);
        }
    }

    /// <summary>Hands the archive over to the caller, who then disposes it.</summary>
    public PictureArchive? Release()
    {
        var released = archive;
        archive = null;
        return released;
    }

    public void Dispose() => archive?.Dispose();
}
