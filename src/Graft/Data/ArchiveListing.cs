using System.Globalization;

namespace Graft.Data;

/// <summary>Finds the pictures in a zip.</summary>
internal sealed class ArchiveListing
{
    private readonly PictureArchive archive;
    private readonly string displayed;
    private readonly List<FoundPicture> pictures = [];
    private readonly HashSet<string> folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> hidden = new(StringComparer.Ordinal);
    private readonly List<LeftOut> leftOut = [];
    private readonly List<string> escaping = [];
    private readonly List<string> twice = [];

    private ArchiveListing(PictureArchive archive, string displayed)
    {
        this.archive = archive;
        this.displayed = displayed;
    }

    /// <summary>Lists an archive.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="packedBytes">The size of the archive's file.</param>
    /// <param name="limits">What it may ask for.</param>
    /// <param name="displayed">What comes before a picture's path where it is named.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static SourceContents List(
        PictureArchive archive, long packedBytes, ArchiveLimits limits, string displayed, CancellationToken cancellation)
    {
        var entries = archive.Entries();
        if (TooMuch(entries, packedBytes, limits) is { } problem)
            return new SourceContents([], new HashSet<string>(), [], [problem]);
        var listing = new ArchiveListing(archive, displayed);
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            listing.Take(entry);
        }
        listing.pictures.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new SourceContents(listing.pictures, listing.folders, listing.leftOut, [.. listing.Problems()]);
    }

    private static string? TooMuch(IReadOnlyList<ArchiveEntry> entries, long packedBytes, ArchiveLimits limits)
    {
        if (entries.Count > limits.MaximumEntries)
            return string.Create(CultureInfo.InvariantCulture,
                $"It has {entries.Count} entries, more than the limit of {limits.MaximumEntries}.");
        var (total, packed) = (0.0, 0.0);
        foreach (var entry in entries)
            (total, packed) = (total + entry.Length, packed + entry.PackedLength);
        if (total > limits.MaximumTotalBytes)
            return string.Create(CultureInfo.InvariantCulture,
                $"Its entries have {total} bytes unpacked, more than the limit of {limits.MaximumTotalBytes}.");
        return packed > packedBytes ? "Its entries overlap, as only archives made to do harm have it." : null;
    }

    private void Take(ArchiveEntry entry)
    {
        if (ArchiveNames.Normalize(entry.FullName) is not { } name)
        {
            escaping.Add(entry.FullName);
            return;
        }
        if (name.Length == 0)
            return;
        if (HiddenPrefix(name) is { } prefix)
        {
            if (hidden.Add(prefix))
                leftOut.Add(new LeftOut(prefix, LeftOutReason.Hidden));
            return;
        }
        if (ArchiveNames.IsFolder(entry.FullName))
        {
            AddFolders(name + "/");
            return;
        }
        AddFolders(name);
        if (!names.Add(name))
            twice.Add(name);
        else if (!entry.IsLink && (PictureNames.IsPicture(name) || archive.BeginsLikePicture(entry)))
            pictures.Add(new FoundPicture(name, new ArchivePicture(displayed + name, archive, entry)));
        else
            leftOut.Add(new LeftOut(name, LeftOutReason.NotAPicture));
    }

    private void AddFolders(string name)
    {
        for (var slash = name.LastIndexOf('/'); slash > 0 && folders.Add(name[..slash]);)
            slash = name.LastIndexOf('/', slash - 1);
    }

    private static string? HiddenPrefix(string name)
    {
        for (var (start, end) = (0, 0); start < name.Length; start = end + 1)
        {
            end = name.IndexOf('/', start) is var slash and >= 0 ? slash : name.Length;
            if (PictureNames.IsHidden(name[start..end]))
                return name[..end];
        }
        return null;
    }

    private IEnumerable<string> Problems()
    {
        if (escaping.Count > 0)
            yield return $"Entries whose names lead out of the archive: {Enumeration.Quoted([.. escaping.Select(Printable)])}. "
                + "Make the archive anew from the folder of pictures.";
        if (twice.Count > 0)
            yield return $"Entries that it holds more than once: {Enumeration.Quoted(twice)}. Make the archive anew.";
    }

    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
