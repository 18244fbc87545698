namespace Graft.Engine;

/// <summary>
/// Where Graft keeps what it can make or fetch again: <c>GRAFT_CACHE</c>, else the platform's cache folder and <c>graft</c>.
/// </summary>
public static class CacheFolder
{
    /// <summary>The full path of the folder; it need not exist yet.</summary>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable("GRAFT_CACHE") is { Length: > 0 } named)
                return System.IO.Path.GetFullPath(named);
            return System.IO.Path.Combine(PlatformFolder(), "graft");
        }
    }

    private static string PlatformFolder()
    {
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsMacOS())
            return System.IO.Path.Combine(home, "Library", "Caches");
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && System.IO.Path.IsPathRooted(cache))
            return cache;
        return home.Length > 0 ? System.IO.Path.Combine(home, ".cache") : System.IO.Path.GetTempPath();
    }
}
