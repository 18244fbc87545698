using System.Text.Json;
using Graft.Engine;
using Graft.Layers;
using Graft.Weights;
using Graft.Weights.Matching;
using static TorchSharp.torch;

namespace Graft.Tests.Backbones;

/// <summary>
/// A network of torchvision's or timm's as it was written down: its arrays, and what it gave with the weights of the formula.
/// </summary>
internal sealed class TorchReference
{
    private const double Tolerance = 1e-4;
    private const string LastProduct = "out_proj";

    private readonly string[] tensors;
    private readonly JsonElement json;

    private TorchReference(string name, JsonElement json, params string[] tensors) =>
        (Name, this.json, this.tensors) = (name, json, tensors);

    public string Name { get; }

    /// <summary>Everything that was written down.</summary>
    public JsonElement Json => json;

    /// <param name="source">The folder of the publisher.</param>
    /// <param name="name">The network's name there.</param>
    public static TorchReference Read(string source, string name)
    {
        using var document = Shared.Json("fixtures", source, "models", name + ".json");
        return new(name, document.RootElement.Clone(), "fixtures", source, "models", name + ".safetensors");
    }

    /// <summary>A network of timm's that was saved as the Hugging Face hub has it.</summary>
    public static TorchReference ReadHub(string folder)
    {
        using var document = Shared.Json("fixtures", "timm", "hub_layout", folder + ".expected.json");
        return new(folder, document.RootElement.Clone(), "fixtures", "timm", "hub_layout", folder + ".expected.safetensors");
    }

    /// <summary>
    /// The arrays of the state dict, but for counts of batches, by name; axes of length 1 around factors of channels are left out.
    /// </summary>
    public IEnumerable<(string Name, long[] Shape)> Arrays => Stored
        .Select(array => (
            Name: array.GetProperty("name").GetString()!, Shape: Dimensions(array.GetProperty("shape")),
            IsScale: array.GetProperty("role").GetString() == "scale"))
        .Select(array => (array.Name, array.IsScale ? WithoutOnes(array.Shape) : array.Shape))
        .OrderBy(array => array.Name, StringComparer.Ordinal);

    /// <summary>The arrays that a model reads from a file of PyTorch's, by name.</summary>
    public static IEnumerable<(string Name, long[] Shape)> ArraysOf(Model model) => WeightNames.Of(model)
        .Select(named => (NameOf(named.Weight), TorchWeights.ShapeOf(named.Weight).Select(size => (long)size).ToArray()))
        .OrderBy(array => array.Item1, StringComparer.Ordinal);

    /// <summary>The values of all arrays in the order of the state dict.</summary>
    public IEnumerable<(string Name, long[] Shape, float[] Values)> State => Stored.Select(array => (
        array.GetProperty("name").GetString()!, Dimensions(array.GetProperty("shape")), ValuesOf(array)));

    /// <summary>Gives a model the weights of the formula.</summary>
    public void Fill(Model model)
    {
        var arrays = Stored.ToDictionary(array => array.GetProperty("name").GetString()!);
        foreach (var weight in model.Weights)
            weight.Set(TorchWeights.ToOwnOrder(weight, ValuesOf(arrays[NameOf(weight)])));
    }

    /// <summary>A picture as the fixture describes it, in libtorch's layout.</summary>
    public Tensor Picture(string size)
    {
        var input = json.GetProperty("input").GetProperty(size);
        var (height, width) = (input.GetProperty("height").GetInt32(), input.GetProperty("width").GetInt32());
        var values = Formula.Picture(
            input.GetProperty("key").GetString()!, 1, height, width, input.GetProperty("low").GetSingle(),
            input.GetProperty("high").GetSingle());
        return Layout.FromLogical(tensor(values).reshape(1, height, width, 3));
    }

    /// <summary>Whether torchvision takes other sizes than the default one.</summary>
    public bool HasOddSize => json.GetProperty("input").TryGetProperty("odd", out _);

    /// <summary>Height and width of a picture.</summary>
    public (int Height, int Width) Size(string size)
    {
        var input = json.GetProperty("input").GetProperty(size);
        return (input.GetProperty("height").GetInt32(), input.GetProperty("width").GetInt32());
    }

    /// <summary>Shape, mean, deviation and first values after every module that has a layer here; others say nothing of it.</summary>
    /// <param name="model">The network.</param>
    /// <param name="values">What its layers gave, by their names.</param>
    /// <param name="every">Whether each module must have a layer.</param>
    public void CompareTrace(Model model, IReadOnlyDictionary<string, Tensor> values, bool every = false)
    {
        var uses = new Dictionary<string, int>();
        var compared = new HashSet<string>();
        foreach (var row in json.GetProperty("trace").EnumerateArray())
        {
            var path = row[0].GetString()!;
            var use = uses[path] = uses.GetValueOrDefault(path) + 1;
            var name = NameIn(values, row, use);
            if (!values.TryGetValue(name, out var value))
            {
                Assert.False(every, $"no layer for {path}");
                continue;
            }
            compared.UnionWith([name, path]);
            using var scope = NewDisposeScope();
            long[] shape = [.. row[2].EnumerateArray().Select(d => d.GetInt64()).Where(d => d != 1)];
            // Some modules of PyTorch's take maps with the channels at the end.
            var ordered = shape.SequenceEqual(value.shape.Where(d => d != 1)) ? value : Layout.ToLogical(value);
            var logical = ordered.to(ScalarType.Float64).contiguous();
            Assert.Equal(shape, logical.shape.Where(d => d != 1));
            double[] expected = [row[3].GetDouble(), row[4].GetDouble(), .. row[5].EnumerateArray().Select(v => v.GetDouble())];
            double[] actual =
            [
                logical.mean().item<double>(), logical.std(unbiased: false).item<double>(),
                .. logical.reshape(-1)[..(expected.Length - 2)].data<double>(),
            ];
            var tolerance = Tolerance * logical.abs().max().item<double>();
            for (var i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{path}, use {use}, number {i} of the trace: "
                    + $"{actual[i]:g9}, {expected[i]:g9} expected, tolerance {tolerance:g3}");
        }
        // Every layer with weights has a module of its name, but for parameters that no module stands around.
        var modules = json.GetProperty("modules").EnumerateArray().Select(module => module[0].GetString()!).ToHashSet();
        Assert.All(
            model.Layers.Where(layer => layer.Weights.Count > 0 && modules.Contains(layer.Name)),
            layer => Assert.Contains(layer.Name, compared));
        Assert.All(
            model.Layers.Where(layer => layer.Weights.Count > 0 && !modules.Contains(layer.Name)),
            layer => Assert.True(
                layer is LayerScale or LearnedTokens or PositionEmbedding || layer.Name.EndsWith(".in_proj", StringComparison.Ordinal)));
    }

    // Two modules of PyTorch's are more than one layer here: an attention, whose row is what its last product gives, and timm's
    // normalization, which has the activation in it.
    private static string NameIn(IReadOnlyDictionary<string, Tensor> values, JsonElement row, int use)
    {
        var path = row[0].GetString()!;
        return use > 1 ? $"{path}_{use - 1}"
            : values.ContainsKey($"{path}.{LastProduct}") ? $"{path}.{LastProduct}"
            : row[1].GetString() == "BatchNormAct2d" && values.ContainsKey($"{path}.act") ? $"{path}.act"
            : path;
    }

    public void CompareLogits(Tensor logits) =>
        Close.Relative(Tensors["logits"].Floats(), Floats(logits), Tolerance, $"{Name}, logits");

    /// <summary>512 values of the last map.</summary>
    public void CompareMap(Tensor map, string size)
    {
        var values = Floats(Layout.ToLogical(map));
        var sample = Enumerable.Range(0, 512).Select(i => values[i == 511
            ? values.Length - 1
            : (long)(i * ((values.Length - 1) / 511.0))]).ToArray();
        Close.Relative(Tensors[$"features/{size}/map_sample"].Floats(), sample, Tolerance, $"{Name}, {size} map");
    }

    /// <summary>What the last layer with weights was fed.</summary>
    public float[] Pooled(string size) => Tensors[$"features/{size}/pooled"].Floats();

    /// <summary>What the last layer with weights is fed; a map is averaged.</summary>
    public void ComparePooled(Tensor fed, string size) => Close.Relative(
        Pooled(size), Floats(fed.dim() == 4 ? fed.mean([2, 3]) : fed), Tolerance,
        $"{Name}, {size} pooled");

    private TensorFile Tensors => field ??= Shared.Tensors(tensors);

    private IEnumerable<JsonElement> Stored =>
        json.GetProperty("arrays").EnumerateArray().Where(array => array.GetProperty("role").GetString() != "counter");

    private float[] ValuesOf(JsonElement array)
    {
        var count = Dimensions(array.GetProperty("shape")).Aggregate(1L, (product, size) => product * size);
        var role = array.GetProperty("role").GetString()!;
        var fanIn = array.TryGetProperty("fan_in", out var stated) ? stated.GetInt32() : 1;
        var values = Formula.Weight(array.GetProperty("key").GetString()!, count, role, fanIn);
        if (role == "kernel" && json.GetProperty("gain").GetSingle() is var gain && gain != 1)
            for (var i = 0; i < values.Length; i++)
                values[i] *= gain;
        return values;
    }

    // A lone parameter is a layer here; PyTorch's attention keeps its first product without a module around it.
    private static string NameOf(Weight weight) => weight.Layer.GivenName is { } name
        ? weight.Layer switch
        {
            LayerScale when !name.EndsWith(".gamma", StringComparison.Ordinal) && !name.EndsWith(".layer_scale", StringComparison.Ordinal)
                => $"{name}.gamma",
            LayerScale or LearnedTokens or PositionEmbedding => name,
            _ when name.EndsWith(".in_proj", StringComparison.Ordinal) => $"{name}_{TorchWeights.Spelling(weight.Name)}",
            _ => $"{name}.{TorchWeights.Spelling(weight.Name)}",
        }
        : throw new InvalidOperationException($"A layer with weights has no name: {weight.Layer}");

    private static long[] WithoutOnes(long[] shape) => [.. shape.Where(size => size != 1)];

    private static long[] Dimensions(JsonElement shape) => [.. shape.EnumerateArray().Select(d => d.GetInt64())];

    private static float[] Floats(Tensor value) => value.contiguous().data<float>().ToArray();
}
