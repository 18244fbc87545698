namespace Graft.Cli.Output;

/// <summary>Looks at where a result is to be written before the work begins, not after it.</summary>
internal static class OutputPath
{
    /// <exception cref="IOException">It cannot be written there, or a file is there already and may not be replaced.</exception>
    public static void Check(string path, bool force)
    {
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw new IOException($"'{path}' cannot be written: it is a folder. Name a file.");
        if (File.Exists(target) && !force)
            throw new IOException($"'{path}' is there already. --force replaces it.");
        var folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
            throw new IOException($"'{path}' cannot be written: there is no folder '{folder}'. Make it first.");
        try
        {
            var probe = Path.Combine(folder, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
            using var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{path}' cannot be written: {refused.Message}", refused);
        }
    }
}
