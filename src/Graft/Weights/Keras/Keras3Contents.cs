using System.Globalization;
using Graft.Weights.Hdf5;

namespace Graft.Weights.Keras;

/// <summary>
/// The arrays of a file in the layout of Keras 3 (keras/src/saving/saving_lib.py): each object of the model is a group, named
/// by its class and a number, and has its variables in a group <c>vars</c> as <c>0</c>, <c>1</c> and so on. The object's own
/// name is an attribute of <c>vars</c>; the first versions left it out.
/// </summary>
internal sealed class Keras3Contents
{
    private const string Variables = "vars";
    private const string Optimizer = "optimizer";
    private const string SeedGenerator = "seed_generator";
    private const int MostDepth = 32;
    private const int MostGroups = 200_000;

    private static readonly string[] Containers = ["layers", "_layer_checkpoint_dependencies"];

    private readonly Hdf5File content;
    private readonly Dictionary<string, KerasLayer> described;
    private readonly List<StoredArray> arrays = [];
    private readonly List<StoredArray> leftOut = [];
    private readonly HashSet<long> visited = [];
    private int groups;

    private Keras3Contents(Hdf5File content, IReadOnlyList<KerasLayer> layers)
    {
        this.content = content;
        described = layers.DistinctBy(layer => layer.Path).ToDictionary(layer => layer.Path, StringComparer.Ordinal);
        Visit("", [], 0);
        var places = layers.Select(layer => layer.Name).Distinct().Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        Arrays = layers.Count == 0 ? arrays : [.. arrays.OrderBy(PlaceOf)];

        int PlaceOf(StoredArray array) =>
            places.TryGetValue(array.Layer, out var place) ? place : places.GetValueOrDefault(array.Group, int.MaxValue);
    }

    /// <summary>The weights: in the model's order where it is described, else in the file's.</summary>
    public IReadOnlyList<StoredArray> Arrays { get; }

    /// <summary>An optimizer's state and the states of random numbers.</summary>
    public IReadOnlyList<StoredArray> LeftOut => leftOut;

    /// <summary>Whether a file has this layout.</summary>
    public static bool IsIn(Hdf5Object root) =>
        root.IsGroup && Containers.Append(Variables).Append(Optimizer).Any(root.Links.ContainsKey);

    public static Keras3Contents Read(Hdf5File content, IReadOnlyList<KerasLayer> layers) => new(content, layers);

    private void Visit(string path, IReadOnlyList<string> names, int depth)
    {
        if (depth > MostDepth || ++groups > MostGroups)
            throw content.Broken($"its groups are within each other without end, or more than {MostGroups}.");
        var group = content.Find(path);
        if (!group.IsGroup)
            throw content.Broken($"'{path}' is an array outside of a group '{Variables}'.");
        if (group.Links.ContainsKey(Variables))
            ReadVariables(path, names);
        foreach (var name in group.Links.Keys.Where(name => name != Variables).Order(StringComparer.Ordinal))
        {
            var below = path.Length == 0 ? name : $"{path}/{name}";
            var address = group.Links[name].Address;
            if (address != Hdf5Source.NoAddress && !visited.Add(address))
                throw content.Broken($"'{below}' is a group that stands somewhere else too.");
            Visit(below, Containers.Contains(name) ? names : [.. names, NameOf(below, name)], depth + 1);
        }
    }

    // An object's name stands beside its variables, else in the description; else its place has to do.
    private string NameOf(string path, string place)
    {
        var group = content.Find(path);
        if (group.IsGroup && group.Links.ContainsKey(Variables)
            && content.Find($"{path}/{Variables}").Attributes.TryGetValue("name", out var attribute)
            && attribute.Texts(content.Heap) is [{ Length: > 0 } name])
            return name;
        return described.TryGetValue(path, out var layer) ? layer.Name : place;
    }

    private void ReadVariables(string path, IReadOnlyList<string> names)
    {
        var folder = path.Length == 0 ? Variables : $"{path}/{Variables}";
        var group = content.Find(folder);
        if (!group.IsGroup)
            throw content.Broken($"'{folder}' should be a group and is an array.");
        var count = group.Links.Count;
        var place = path[(path.LastIndexOf('/') + 1)..];
        var isState = place == SeedGenerator || path == Optimizer || path.StartsWith(Optimizer + "/", StringComparison.Ordinal);
        var layer = described.GetValueOrDefault(path);
        var weights = KerasVariables.NamesOf(place, count, layer);
        for (var i = 0; i < count; i++)
        {
            var variable = $"{folder}/{i.ToString(CultureInfo.InvariantCulture)}";
            (isState ? leftOut : arrays).Add(Read(variable, names, weights[i], layer));
        }
    }

    private StoredArray Read(string path, IReadOnlyList<string> names, string weight, KerasLayer? layer)
    {
        var found = content.Find(path);
        if (found.IsGroup)
            throw content.Broken($"'{path}' should be an array and is a group.");
        var isShort = found.Attributes.TryGetValue("dtype", out var type) && type.Texts(content.Heap) is ["bfloat16"];
        var dataset = found.Dataset($"'{path}'", isShort ? ElementType.BFloat16 : null);
        if (layer is { Units: { } units } && weight is "kernel" or "pointwise_kernel" or "bias" && layer.Kind != "DepthwiseConv2D"
            && (dataset.Shape.Length == 0 || dataset.Shape[^1] != units)
            && !layer.Kind.Contains("Transpose", StringComparison.Ordinal))
            throw content.Broken(
                $"'{path}' has the shape [{string.Join(", ", dataset.Shape)}], and its layer '{layer.Name}' "
                + $"has {units} outputs.");
        var below = names.Count > 1 ? string.Join('/', names.Skip(1)) : names.Count == 1 ? names[0] : "";
        return new StoredArray(path, new WeightName(below, weight), dataset.ElementType, dataset.Shape, dataset.Read)
        {
            Group = names.Count == 0 ? "" : names[0],
            IsReadInPieces = dataset.IsReadInPieces,
            IsNamedByLayer = true,
        };
    }
}
