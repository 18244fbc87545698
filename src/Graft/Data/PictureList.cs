namespace Graft.Data;

/// <summary>
/// Pictures without labels, in the order given: files, folders and zips (each with all pictures below it, in ordinal order of
/// their names), and <c>-</c> for a list of such paths, one a line, on standard input.
/// </summary>
/// <remarks>
/// What cannot be opened stays in the list, as a picture that says so when it is read: nothing is passed over in silence.
/// </remarks>
public sealed class PictureList : IDisposable
{
    private readonly List<PictureReference> pictures = [];
    private readonly List<LeftOut> leftOut = [];
    private readonly List<PictureArchive> archives = [];
    private readonly ArchiveLimits limits;
    private readonly CancellationToken cancellation;

    private PictureList(ArchiveLimits limits, CancellationToken cancellation)
    {
        this.limits = limits;
        this.cancellation = cancellation;
    }

    /// <summary>The pictures in the order given.</summary>
    public IReadOnlyList<PictureReference> Pictures => pictures;

    /// <summary>The files in folders and archives that are no pictures.</summary>
    public IReadOnlyList<LeftOut> LeftOut => leftOut;

    /// <summary>Finds the pictures.</summary>
    /// <param name="paths">Files, folders, zips, or <c>-</c>.</param>
    /// <param name="standardInput">What <c>-</c> reads; the process's standard input where none is given.</param>
    /// <param name="limits">What archives may ask for.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static PictureList Open(
        IEnumerable<string> paths,
        TextReader? standardInput = null,
        ArchiveLimits? limits = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var list = new PictureList(limits ?? ArchiveLimits.Default, cancellation);
        try
        {
            foreach (var path in paths)
                if (path == "-")
                    list.AddLines(standardInput ?? Console.In);
                else
                    list.Add(path);
            return list;
        }
        catch
        {
            list.Dispose();
            throw;
        }
    }

    /// <summary>Closes the archives; pictures in them can then no longer be read.</summary>
    public void Dispose()
    {
        foreach (var archive in archives)
            archive.Dispose();
    }

    private void AddLines(TextReader lines)
    {
        while (lines.ReadLine() is { } line)
            if (line.Trim() is { Length: > 0 } path)
                Add(path);
    }

    private void Add(string path)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Directory.Exists(path))
            AddAll(path, PictureFolder.List(path, path.TrimEnd('/', Path.DirectorySeparatorChar) + "/", cancellation));
        else if (PictureSource.HasEnding(path, ".zip") && File.Exists(path))
            AddArchive(path);
        else
            pictures.Add(new FilePicture(path, path));
    }

    private void AddArchive(string path)
    {
        try
        {
            var archive = PictureSource.OpenArchive(path, limits);
            archives.Add(archive);
            AddAll(path, PictureSource.ListArchive(archive, path, limits, path + "/", cancellation));
        }
        catch (DatasetException error)
        {
            pictures.Add(new RefusedPicture(path, string.Join(' ', error.Problems)));
        }
    }

    private void AddAll(string path, SourceContents contents)
    {
        leftOut.AddRange(contents.LeftOut);
        if (contents.Problems.Count > 0)
            pictures.Add(new RefusedPicture(path, string.Join(' ', contents.Problems)));
        else if (contents.Pictures.Count == 0)
            pictures.Add(new RefusedPicture(path, "There is no picture in it."));
        else
            pictures.AddRange(contents.Pictures.Select(found => found.Picture));
    }
}
