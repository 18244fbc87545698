using Graft.Engine;

namespace Graft.Cli.Diagnosis;

/// <summary>The folders that weights are looked for in and kept in.</summary>
internal static class FolderCheck
{
    public static IReadOnlyList<FolderReport> Run()
    {
        var named = (Environment.GetEnvironmentVariable("GRAFT_WEIGHTS") ?? "").Split(
            Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return
        [
            Look("cache", CacheFolder.Path),
            .. named.Select(folder => Look("weights (GRAFT_WEIGHTS)", Path.GetFullPath(folder))),
        ];
    }

    private static FolderReport Look(string purpose, string path)
    {
        var exists = Directory.Exists(path);
        return new(purpose, path, exists, IsWritable(path), exists ? Size(path) : 0);
    }

    // A folder that does not exist yet is as writable as the nearest one above it that does. No attribute tells this for
    // certain (access lists, read-only mounts), so a file is made that vanishes when it is closed.
    private static bool IsWritable(string path)
    {
        var folder = new DirectoryInfo(path);
        while (!folder.Exists && folder.Parent is not null)
            folder = folder.Parent;
        try
        {
            var probe = Path.Combine(folder.FullName, $".graft-{Environment.ProcessId}");
            using var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long Size(string path)
    {
        var lenient = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.None,
        };
        return new DirectoryInfo(path).EnumerateFiles("*", lenient).Sum(file => file.Length);
    }
}
