using Graft.Weights.Hdf5;

namespace Graft.Weights.Keras;

/// <summary>
/// What Keras's <c>save_weights("x.h5")</c> and <c>save("x.h5")</c> wrote: the attribute <c>layer_names</c> lists the layers
/// in the model's order, <c>weight_names</c> of each layer's group its arrays (keras/src/legacy/saving/legacy_h5_format.py).
/// Lists that are too long for one attribute are cut into <c>layer_names0</c>, <c>layer_names1</c> and so on.
/// </summary>
internal sealed class LegacyKerasFile : WeightsFile
{
    private const string WholeModelGroup = "model_weights";
    private const string ModelConfiguration = "model_config";
    private const string LayerNames = "layer_names";
    private const string WeightNames = "weight_names";

    private readonly FileBytes file;
    private readonly Hdf5File content;
    private readonly string root;

    private LegacyKerasFile(FileBytes file, Hdf5File content)
        : base(file.Path)
    {
        this.file = file;
        this.content = content;
        root = content.Exists(WholeModelGroup) ? WholeModelGroup : "";
        var top = content.Find(root);
        if (content.Find("").Attributes.TryGetValue(ModelConfiguration, out var configuration))
            KerasConfiguration.Read(file.Path, string.Concat(configuration.Texts(content.Heap)));
        Metadata = new[] { "backend", "keras_version" }
            .Where(top.Attributes.ContainsKey)
            .ToDictionary(name => name, name => string.Concat(top.Attributes[name].Texts(content.Heap)));
        Arrays = ReadArrays(top);
    }

    public override string Format => root.Length == 0 ? "legacy Keras .h5 (weights)" : "legacy Keras .h5 (whole model)";

    internal override bool IsInModelOrder => true;

    public override IReadOnlyList<StoredArray> Arrays { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads the table of contents of an opened file, which from then on belongs to the result.</summary>
    public static LegacyKerasFile Read(FileBytes file, Hdf5File content) => new(file, content);

    /// <summary>Whether a file has this layout.</summary>
    public static bool IsIn(Hdf5Object root) =>
        root.Attributes.ContainsKey(LayerNames) || root.Attributes.ContainsKey(LayerNames + "0")
        || (root.IsGroup && root.Links.ContainsKey(WholeModelGroup));

    protected override void Dispose(bool disposing) => file.Dispose();

    private List<StoredArray> ReadArrays(Hdf5Object top)
    {
        var layers = Names(top, LayerNames)
            ?? throw content.Refused($"it has no list '{LayerNames}', so it is no weights file of Keras.");
        RefuseTwice(layers, "the layer");
        var arrays = new List<StoredArray>();
        foreach (var layer in layers)
        {
            var weights = Names(content.Find(PathOf(layer)), WeightNames)
                ?? throw content.Broken($"the layer '{layer}' has no list '{WeightNames}'.");
            RefuseTwice(weights, $"in the layer '{layer}' the weight");
            arrays.AddRange(Named([.. weights.Select(weight => ReadArray(layer, weight))]));
        }
        return arrays;
    }

    private StoredArray ReadArray(string layer, string weight)
    {
        var path = PathOf($"{layer}/{weight}");
        var found = content.Find(path);
        if (found.IsGroup)
            throw content.Broken($"'{path}' should be an array and is a group.");
        var dataset = found.Dataset($"'{path}'");
        return new StoredArray(path, WeightName.FromKerasGroup(layer, weight), dataset.ElementType, dataset.Shape, dataset.Read)
        {
            Group = layer,
            IsReadInPieces = dataset.IsReadInPieces,
            IsNamedByLayer = true,
        };
    }

    // Keras 1 gave kernels the name of what had filled them at first (uniform1). Beside a bias it can be nothing else.
    private static StoredArray[] Named(StoredArray[] ofLayer) =>
        ofLayer is [{ Shape.Count: > 1 } first, { Weight: "bias" } bias]
            && !first.Weight.EndsWith("kernel", StringComparison.Ordinal)
            ? [first.Renamed("kernel"), bias]
            : ofLayer;

    private List<string>? Names(Hdf5Object holder, string name)
    {
        if (holder.Attributes.TryGetValue(name, out var whole))
            return [.. whole.Texts(content.Heap)];
        var parts = new List<string>();
        var i = 0;
        for (; holder.Attributes.TryGetValue($"{name}{i}", out var part); i++)
            parts.AddRange(part.Texts(content.Heap));
        return i == 0 ? null : parts;
    }

    private void RefuseTwice(List<string> names, string what)
    {
        if (names.CountBy(name => name).FirstOrDefault(pair => pair.Value > 1) is { Key: { } twice })
            throw content.Broken($"{what} '{twice}' is listed twice.");
    }

    private string PathOf(string name) => root.Length == 0 ? name : $"{root}/{name}";
}
