namespace Graft.Data;

/// <summary>Where a path leads in the end, with every symbolic link on the way followed.</summary>
internal sealed class RealPath
{
    private const int MostLinks = 40;

    private readonly Dictionary<string, string> folders = new(StringComparer.Ordinal);

    /// <summary>The path without links. Parts that do not exist stay as they are.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public string Of(string path)
    {
        var links = 0;
        return Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), ref links);
    }

    /// <summary>Whether a path without links lies in a folder without links, or is that folder.</summary>
    public static bool IsWithin(string path, string folder)
    {
        var prefix = Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar;
        return path.Equals(folder, Comparison) || path.StartsWith(prefix, Comparison);
    }

    private static StringComparison Comparison { get; } =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private string Resolve(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        if (!folders.TryGetValue(parent, out var realParent))
            folders[parent] = realParent = Resolve(parent, ref links);
        var here = Path.Combine(realParent, Path.GetFileName(path));
        if (new FileInfo(here).LinkTarget is not { } target)
            return here;
        if (++links > MostLinks)
            throw new IOException($"The symbolic links at '{path}' lead in a circle.");
        return Resolve(Path.TrimEndingDirectorySeparator(Path.GetFullPath(target, realParent)), ref links);
    }
}
