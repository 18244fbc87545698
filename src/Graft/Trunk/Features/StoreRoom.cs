using Graft.Engine;

namespace Graft.Trunk.Features;

/// <summary>
/// The size that all rows together may have. Where it would be passed, the files that were not used for the longest time go; those
/// that this run uses stay, for it would come back for them in the next one.
/// </summary>
/// <param name="folder">The folder in which each space has its own.</param>
/// <param name="limit">Bytes.</param>
internal sealed class StoreRoom(string folder, long limit)
{
    public const string Ending = ".rows";

    // So many files make up the limit: what is dropped at once is a small part of the whole.
    private const int Files = 64;
    private const long LargestFile = 64L << 20;

    // A cache is no reason to fill a disk.
    private const long LeftFree = 1L << 30;

    private readonly HashSet<string> used = [];

    /// <summary>A file that has become as large as this is not added to.</summary>
    public long FileSize { get; } = Math.Clamp(limit / Files, 1, LargestFile);

    /// <summary>Every file of rows, whatever is in it.</summary>
    public static IEnumerable<FileInfo> FilesIn(string folder) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*" + Ending, new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 1,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        })
        : [];

    /// <summary>Keeps a file out of what may be dropped.</summary>
    public void Use(string path) => used.Add(path);

    /// <summary>Makes room for so many more bytes.</summary>
    /// <returns>False where there is not so much room, even without all that may be dropped.</returns>
    public bool Make(long bytes)
    {
        var files = FilesIn(folder).Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc))
            .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.FullName, StringComparer.Ordinal).ToList();
        var total = files.Sum(file => file.Length);
        foreach (var (path, length, _) in files)
        {
            if (Fits())
                break;
            if (!used.Contains(path) && TryDelete(path))
                total -= length;
        }
        return Fits();

        bool Fits() => total + bytes <= limit && (DiskSpace.Free(folder) is not { } free || free - bytes >= LeftFree);
    }

    private static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception e) when (RowFile.IsTrouble(e))
        {
            return false;
        }
    }
}
