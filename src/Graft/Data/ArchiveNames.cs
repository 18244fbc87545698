namespace Graft.Data;

/// <summary>Names of a zip's entries, brought to one form, or refused where they lead out of the archive.</summary>
internal static class ArchiveNames
{
    /// <summary>
    /// The path of an entry with slashes, without empty parts and dots; a folder's without its last slash. Backslashes separate
    /// too, as archives made on Windows have them. Empty for the top folder itself; null where the name is absolute, names a
    /// drive, climbs up, or holds control characters.
    /// </summary>
    public static string? Normalize(string fullName)
    {
        var name = fullName.Replace('\\', '/');
        if (name.StartsWith('/') || name is [_, ':', ..] || name.Any(char.IsControl))
            return null;
        var segments = name.Split('/').Where(segment => segment.Length > 0 && segment != ".").ToArray();
        return segments.Contains("..") ? null : string.Join('/', segments);
    }

    /// <summary>Whether the entry is a folder.</summary>
    public static bool IsFolder(string fullName) => fullName.EndsWith('/') || fullName.EndsWith('\\');
}
