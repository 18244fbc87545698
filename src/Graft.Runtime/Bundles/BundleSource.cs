namespace Graft.Runtime.Bundles;

/// <summary>Where the parts of a bundle lie: in one archive, or in a folder it was unpacked to.</summary>
internal abstract class BundleSource
{
    /// <summary>The files that were found, each with its length in bytes.</summary>
    public abstract IReadOnlyDictionary<string, long> Files { get; }

    /// <summary>Opens a file from its beginning. The caller closes it.</summary>
    /// <exception cref="BundleException">The file cannot be read.</exception>
    public abstract Stream Open(string file);

    /// <summary>Where a file's bytes lie, which have been checked.</summary>
    /// <exception cref="BundleException">The file cannot be read, or is damaged.</exception>
    public abstract PartLocation Locate(string file);

    /// <exception cref="BundleException">There is nothing at the path that could be a bundle.</exception>
    public static BundleSource At(string path, BundleLimits limits)
    {
        if (Directory.Exists(path))
            return new BundleFolder(path);
        if (File.Exists(path))
            return new BundleArchive(path, limits);
        throw BundleException.Unreadable(path, "there is no such file or folder.");
    }

    /// <summary>Whether an exception says that a file could not be read, not that the program is wrong.</summary>
    protected static bool IsUnreadable(Exception exception) =>
        exception is IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException
            or ArgumentException or OverflowException or System.Security.SecurityException;
}
