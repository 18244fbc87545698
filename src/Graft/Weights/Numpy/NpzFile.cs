using Graft.Weights.Zip;

namespace Graft.Weights.Numpy;

/// <summary>What numpy's <c>savez</c> wrote: a zip archive with a <c>.npy</c> file for each array.</summary>
internal sealed class NpzFile : WeightsFile
{
    private const string Ending = ".npy";

    private readonly FileBytes file;

    private NpzFile(FileBytes file, ZipDirectory archive)
        : base(file.Path)
    {
        this.file = file;
        Arrays = ArraysOf(file.Path, archive);
        if (Arrays.Count == 0)
            throw new WeightsException($"'{file.Path}' holds no weights.");
    }

    public override string Format => "numpy .npz";

    internal override bool IsInModelOrder => false;

    public override IReadOnlyList<StoredArray> Arrays { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Whether an archive holds such files and nothing else.</summary>
    public static bool IsNumpy(ZipDirectory archive) =>
        archive.Entries.Count > 0 && archive.Entries.All(entry => entry.Name.EndsWith(Ending, StringComparison.Ordinal));

    /// <summary>Reads the headers of an opened file's arrays; the file belongs to the result.</summary>
    public static NpzFile Read(FileBytes file, ZipDirectory archive) => new(file, archive);

    /// <summary>The arrays of an archive.</summary>
    /// <param name="path">The file that it is or stands in, for messages.</param>
    /// <param name="archive">The archive.</param>
    public static IReadOnlyList<StoredArray> ArraysOf(string path, ZipDirectory archive) =>
    [
        .. archive.Entries.Where(entry => entry.Name.EndsWith(Ending, StringComparison.Ordinal))
            .Select(entry => Array(path, entry)),
    ];

    protected override void Dispose(bool disposing) => file.Dispose();

    private static StoredArray Array(string path, ZipEntry entry)
    {
        var name = entry.Name[..^Ending.Length];
        var header = NpyHeader.Read(path, name, entry);
        return new StoredArray(
            name, WeightName.FromPath(name), header.ElementType, header.Shape,
            (start, destination) => entry.Read(header.DataStart + start, destination))
        {
            IsReadInPieces = !entry.IsDeflated,
        };
    }
}
