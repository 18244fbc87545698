using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>
/// Finds the pictures in a folder and the folders below it. Links are followed as long as they stay within the folder.
/// </summary>
internal sealed class PictureFolder
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly string root;
    private readonly string realRoot;
    private readonly RealPath realPath = new();
    private readonly CancellationToken cancellation;
    private readonly List<FoundPicture> pictures = [];
    private readonly HashSet<string> folders = new(StringComparer.Ordinal);
    private readonly List<LeftOut> leftOut = [];
    private readonly List<string> unreadable = [];
    private readonly List<string> outside = [];
    private readonly List<string> circular = [];

    private PictureFolder(string root, CancellationToken cancellation)
    {
        this.root = root;
        this.cancellation = cancellation;
        realRoot = realPath.Of(root);
    }

    /// <summary>Lists an existing folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="displayed">What comes before a picture's path where it is named.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static SourceContents List(string path, string displayed, CancellationToken cancellation)
    {
        var folder = new PictureFolder(Path.GetFullPath(path), cancellation);
        folder.Enter(folder.root, "", displayed, [folder.realRoot]);
        folder.pictures.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new SourceContents(folder.pictures, folder.folders, folder.leftOut, [.. folder.Problems()]);
    }

    private void Enter(string path, string name, string displayed, IReadOnlyList<string> above)
    {
        cancellation.ThrowIfCancellationRequested();
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(path).GetFileSystemInfos("*", Everything);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            unreadable.Add(name.Length == 0 ? "." : name);
            return;
        }
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var entry in entries)
            Take(entry, name.Length == 0 ? entry.Name : $"{name}/{entry.Name}", displayed, above);
    }

    private void Take(FileSystemInfo entry, string name, string displayed, IReadOnlyList<string> above)
    {
        if (PictureNames.IsHidden(entry.Name) || entry.Attributes.HasFlag(FileAttributes.Hidden))
        {
            leftOut.Add(new LeftOut(name, LeftOutReason.Hidden));
            return;
        }
        var isLink = entry.LinkTarget is not null;
        if (isLink && !LeadsInside(entry.FullName, name))
            return;
        // What a link leads to is not in the entry's own attributes on every system.
        if (isLink ? Directory.Exists(entry.FullName) : entry is DirectoryInfo)
        {
            var real = isLink ? realPath.Of(entry.FullName) : Path.Combine(above[^1], entry.Name);
            if (isLink && above.Contains(real))
            {
                circular.Add(name);
                return;
            }
            folders.Add(name);
            Enter(entry.FullName, name, displayed, [.. above, real]);
        }
        else if (IsPicture(entry))
            pictures.Add(new FoundPicture(name, new FilePicture(displayed + name, entry.FullName)));
        else
            leftOut.Add(new LeftOut(name, LeftOutReason.NotAPicture));
    }

    private bool LeadsInside(string path, string name)
    {
        try
        {
            if (RealPath.IsWithin(realPath.Of(path), realRoot))
                return true;
            outside.Add(name);
        }
        catch (IOException)
        {
            circular.Add(name);
        }
        return false;
    }

    private static bool IsPicture(FileSystemInfo entry) =>
        PictureNames.IsPicture(entry.Name)
        || PictureDecoder.Recognizes(FilePicture.Beginning(entry.FullName, stackalloc byte[16]));

    private IEnumerable<string> Problems()
    {
        if (unreadable.Count > 0)
            yield return $"Folders that may not be read: {Enumeration.Quoted(unreadable)}. Give the right to read them.";
        if (outside.Count > 0)
            yield return $"Links that lead out of the folder: {Enumeration.Quoted(outside)}. Put the pictures themselves there.";
        if (circular.Count > 0)
            yield return $"Links that lead in a circle: {Enumeration.Quoted(circular)}. Remove them.";
    }
}
