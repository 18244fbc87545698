namespace Graft.Data;

/// <summary>What names tell: which files are meant as pictures, and which are hidden.</summary>
internal static class PictureNames
{
    // Also formats that are not read: such a file is named as unusable rather than passed over.
    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif", ".webp", ".tif", ".tiff", ".avif", ".bmp", ".dib", ".ico",
        ".heic", ".heif", ".jp2", ".jxl",
    };

    private static readonly HashSet<string> LeftByOperatingSystems = new(StringComparer.OrdinalIgnoreCase)
    {
        "Thumbs.db", "desktop.ini", "__MACOSX",
    };

    /// <summary>Whether the ending is that of a picture; other files are told by their content.</summary>
    public static bool IsPicture(string name) => Endings.Contains(Path.GetExtension(name));

    /// <summary>Whether one part of a path (a file's or a folder's own name) makes it hidden.</summary>
    public static bool IsHidden(string segment) => segment.StartsWith('.') || LeftByOperatingSystems.Contains(segment);
}
