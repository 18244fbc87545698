namespace Graft.Runtime.Bundles;

/// <summary>Writes a file whole or not at all: beside its place under another name, flushed to the disk, then renamed.</summary>
public static class WholeFile
{
    /// <summary>
    /// Writes a file; where something fails, what was there before is still there and nothing else is left behind.
    /// </summary>
    /// <param name="path">Where the file shall be; its folder must exist.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <param name="write">Writes the content into a stream that can seek.</param>
    /// <exception cref="IOException">The file cannot be written, or it is there already and may not be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, bool overwrite, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        RefuseExisting(target, overwrite);
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            RefuseExisting(target, overwrite);
            File.Move(temporary, target, overwrite);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static void RefuseExisting(string path, bool overwrite)
    {
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder.");
        if (!overwrite && File.Exists(path))
            throw new IOException($"'{path}' is there already.");
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to be told.
        }
    }
}
