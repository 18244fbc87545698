using System.Text;
using System.Text.Json;
using Graft.Weights.Hdf5;
using Graft.Weights.Numpy;
using Graft.Weights.Zip;

namespace Graft.Weights.Keras;

/// <summary>
/// What Keras 3's <c>save("x.keras")</c> wrote: a zip archive with the model's description, <c>config.json</c>, and its
/// weights in <c>model.weights.h5</c> or <c>model.weights.npz</c>.
/// </summary>
internal sealed class KerasArchive : WeightsFile
{
    private const string Description = "config.json";
    private const string About = "metadata.json";
    private const string Weights = "model.weights.h5";
    private const string NumpyWeights = "model.weights.npz";
    private const long LargestDescription = 64L << 20;

    private readonly FileBytes file;

    private KerasArchive(FileBytes file, ZipDirectory archive)
        : base(file.Path)
    {
        this.file = file;
        var description = archive.Find(Description) ?? throw Broken($"it has no '{Description}'");
        var layers = KerasConfiguration.Read(file.Path, TextOf(description)).Layers;
        Metadata = archive.Find(About) is { } about ? ReadMetadata(TextOf(about)) : new Dictionary<string, string>();
        if (archive.Find(Weights) is { } weights)
        {
            var inside = weights.Open();
            var address = Superblock.Find(inside) ?? throw Broken($"its '{Weights}' is no HDF5 file");
            var contents = Keras3Contents.Read(new Hdf5File(inside, address), layers);
            (Arrays, LeftOut, IsInModelOrder) = (contents.Arrays, contents.LeftOut, layers.Count > 0);
        }
        else if (archive.Find(NumpyWeights) is { } numbers)
            Arrays = NpzFile.ArraysOf(file.Path, ZipDirectory.Read(numbers.Open()));
        else
            throw Broken($"it has neither '{Weights}' nor '{NumpyWeights}'");
        CheckComplete(layers);
    }

    public override string Format => "Keras 3 .keras";

    internal override bool IsInModelOrder { get; }

    public override IReadOnlyList<StoredArray> Arrays { get; }

    public override IReadOnlyList<StoredArray> LeftOut { get; } = [];

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Whether an archive is one of Keras's.</summary>
    public static bool IsKeras(ZipDirectory archive) =>
        archive.Find(Weights) is not null || archive.Find(NumpyWeights) is not null
        || (archive.Find(Description) is not null && archive.Find(About) is not null);

    /// <summary>Reads the description and the table of contents of an opened file, which belongs to the result.</summary>
    public static KerasArchive Read(FileBytes file, ZipDirectory archive) => new(file, archive);

    protected override void Dispose(bool disposing) => file.Dispose();

    // A model of layers with outputs and a file without a single array for them are no pair.
    private void CheckComplete(IReadOnlyList<KerasLayer> layers)
    {
        if (Arrays.Count == 0)
            throw new WeightsException($"'{Path}' holds no weights.");
        var present = Arrays.Select(array => array.Layer[(array.Layer.LastIndexOf('/') + 1)..])
            .Concat(Arrays.Select(array => array.Group)).ToHashSet(StringComparer.Ordinal);
        if (LeftOut.Count + Arrays.Count > 0 && Arrays.All(array => array.Group.Length > 0)
            && layers.FirstOrDefault(layer => layer is { Units: not null } && !present.Contains(layer.Name)) is { } missing)
            throw Broken($"its layer '{missing.Name}' has no arrays");
    }

    private string TextOf(ZipEntry entry)
    {
        if (entry.Size > LargestDescription)
            throw Broken($"its '{entry.Name}' has {entry.Size} bytes; {LargestDescription} is the limit");
        return Encoding.UTF8.GetString(entry.Open().Start((int)entry.Size));
    }

    private Dictionary<string, string> ReadMetadata(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().Where(item => item.Value.ValueKind == JsonValueKind.String)
                .DistinctBy(item => item.Name).ToDictionary(item => item.Name, item => item.Value.GetString()!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new WeightsException(Broken($"its '{About}' is no JSON ({e.Message})").Message, e);
        }
    }

    private WeightsException Broken(string what) => new($"'{Path}' is no sound Keras file: {what}.");
}
