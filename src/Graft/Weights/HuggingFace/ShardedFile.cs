using System.Text.Json;

namespace Graft.Weights.HuggingFace;

/// <summary>
/// Weights in several files, and an index that says which array is in which: <c>weight_map</c> in a file whose name ends in
/// <c>.index.json</c> (huggingface_hub, serialization). The parts lie beside the index and nowhere else.
/// </summary>
internal sealed class ShardedFile : WeightsFile
{
    /// <summary>How the name of an index ends.</summary>
    public const string Ending = ".index.json";

    private const long LargestIndex = 64L << 20;
    private const int MostParts = 1000;

    private readonly List<WeightsFile> parts = [];

    private ShardedFile(string path, IReadOnlyDictionary<string, string> map)
        : base(path)
    {
        try
        {
            Arrays = Open(path, map);
        }
        catch
        {
            Dispose(true);
            throw;
        }
    }

    public override string Format => $"{parts[0].Format} in {parts.Count} parts";

    internal override bool IsInModelOrder => false;

    public override IReadOnlyList<StoredArray> Arrays { get; }

    public override IReadOnlyList<StoredArray> LeftOut => [.. parts.SelectMany(part => part.LeftOut)];

    public override IReadOnlyList<string> Files => [.. parts.SelectMany(part => part.Files)];

    public override IReadOnlyDictionary<string, string> Metadata => parts[0].Metadata;

    /// <summary>Reads an index and opens the files that it names. The opened index is closed.</summary>
    public static ShardedFile Read(FileBytes index)
    {
        using (index)
            return new(index.Path, ReadMap(index));
    }

    protected override void Dispose(bool disposing) => parts.ForEach(part => part.Dispose());

    private List<StoredArray> Open(string path, IReadOnlyDictionary<string, string> map)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var names = map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (names.Length is 0 or > MostParts)
            throw Broken(path, $"it names {names.Length} files");
        var arrays = new List<StoredArray>();
        foreach (var name in names)
        {
            // A part is a file beside its index; a name that leads elsewhere is never opened, nor another index.
            if (name.IndexOfAny(['/', '\\', ':', '\0']) >= 0 || name is "" or "." or ".."
                || name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase))
                throw Broken(path, $"it names '{name}', which is no file beside it");
            var place = System.IO.Path.Combine(folder, name);
            if (Directory.Exists(place))
                throw Broken(path, $"it names '{name}', which is a folder");
            var part = WeightsFile.Open(place);
            parts.Add(part);
            foreach (var array in part.Arrays)
                if (!map.TryGetValue(array.Path, out var said) || said != name)
                    throw Broken(path, $"'{array.Path}' is in '{name}', which it does not say");
            arrays.AddRange(part.Arrays);
        }
        var found = arrays.Select(array => array.Path).ToHashSet(StringComparer.Ordinal);
        if (map.Keys.FirstOrDefault(name => !found.Contains(name)) is { } missing)
            throw Broken(path, $"'{missing}' should be in '{map[missing]}' and is not");
        return arrays;
    }

    private static Dictionary<string, string> ReadMap(FileBytes index)
    {
        if (index.Length > LargestIndex)
            throw Broken(index.Path, $"it has {index.Length} bytes; {LargestIndex} is the limit");
        try
        {
            using var document = JsonDocument.Parse(index.Start((int)index.Length));
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var item in document.RootElement.GetProperty("weight_map").EnumerateObject())
                if (!map.TryAdd(item.Name, item.Value.GetString() ?? ""))
                    throw Broken(index.Path, $"it names '{item.Name}' twice");
            return map;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new WeightsException(Broken(index.Path, $"it has no readable 'weight_map' ({e.Message})").Message, e);
        }
    }

    private static WeightsException Broken(string path, string what) => new($"'{path}' is no sound index of weights: {what}.");
}
