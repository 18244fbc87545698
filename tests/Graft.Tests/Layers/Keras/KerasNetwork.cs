using System.Text.Json;
using Graft.Layers;
using Graft.Operations;

namespace Graft.Tests.Layers.Keras;

/// <summary>
/// One of Keras's published networks as it was written down, layer by layer, and built again of Graft's layers with the weights
/// of the formula.
/// </summary>
internal sealed class KerasNetwork
{
    private readonly JsonElement json;
    private readonly Dictionary<string, Symbol> places = [];
    private readonly Input input;

    private KerasNetwork(
        JsonElement json, Shape inputShape, IReadOnlySet<string>? only, IReadOnlyDictionary<string, JsonElement> differently)
    {
        this.json = json;
        input = new Input(inputShape, "input_layer");
        places["input_layer"] = input.Output;
        foreach (var row in json.GetProperty("layers").EnumerateArray().Skip(1))
            if (only is null || only.Contains(row[0].GetString()!))
                Add(row, differently);
        foreach (var row in json.GetProperty("notop_only_layers").EnumerateArray())
            Add(row, differently);
    }

    /// <summary>The names of the networks.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "convnext_small", "convnext_tiny", "densenet121", "densenet169", "efficientnet_b0", "efficientnet_b0_imagenet_graph",
        "efficientnet_b3", "efficientnet_v2_b0", "efficientnet_v2_s", "inception_resnet_v2", "inception_v3", "mobilenet_0.25",
        "mobilenet_0.75", "mobilenet_1.0", "mobilenet_v2_0.35", "mobilenet_v2_1.0", "mobilenet_v2_1.4", "mobilenet_v3_large",
        "mobilenet_v3_small", "mobilenet_v3_small_minimalistic", "nasnet_mobile", "resnet101", "resnet50", "resnet50_v2",
        "vgg16", "vgg19", "xception",
    ];

    /// <summary>
    /// The rows that were written down of the network without its top: name, shape, mean, deviation, first values.
    /// </summary>
    public IEnumerable<JsonElement> Trace => json.GetProperty("trace").EnumerateArray();

    /// <summary>Names of all operations in Keras's order.</summary>
    public IEnumerable<string> Order => json.GetProperty("layers").EnumerateArray().Select(row => row[0].GetString()!);

    /// <summary>The name of the network.</summary>
    public string Name => json.GetProperty("model").GetString()!;

    /// <summary>The whole network.</summary>
    public Model WithTop => new(input.Output, places[Order.Last()], Name);

    /// <summary>The network that ends with the last map.</summary>
    public Model WithoutTop => new(input.Output, Last);

    /// <summary>The network without its top, with every value inside as an output.</summary>
    public Model Tracing => new([input.Output], [.. Trace.Select(row => places[row[0].GetString()!])]);

    private Symbol Last => places[Trace.Last()[0].GetString()!];

    /// <summary>The network with its top, for its own size.</summary>
    public static KerasNetwork Read(string name)
    {
        var json = Json(name);
        var size = json.GetProperty("default_size").GetInt32();
        return new KerasNetwork(json, (size, size, 3), null, new Dictionary<string, JsonElement>());
    }

    /// <summary>The network without its top for pictures of 139 x 101.</summary>
    public static KerasNetwork ReadOdd(string name)
    {
        var json = Json(name);
        var differently = json.GetProperty("notop").GetProperty("odd").GetProperty(
            "layers_configured_differently").EnumerateArray()
            .ToDictionary(row => row[0].GetString()!, row => row[1]);
        var names = json.GetProperty("trace").EnumerateArray().Select(row => row[0].GetString()!).ToHashSet();
        return new KerasNetwork(json, (139, 101, 3), names, differently);
    }

    /// <summary>Parameters of the network: all of them, those that train.</summary>
    public (long All, long Trainable) Parameters(string part)
    {
        var counts = json.GetProperty("parameters").GetProperty(part);
        return (counts.GetProperty("total").GetInt64(), counts.GetProperty("trainable").GetInt64());
    }

    /// <summary>The operations as they were written down.</summary>
    public IEnumerable<KerasRow> Rows => json.GetProperty("layers").EnumerateArray().Select(row => new KerasRow(
        row[0].GetString()!,
        row[1].GetString()!,
        Dimensions(row[2]),
        row[3].GetInt64(),
        [.. row[4].EnumerateArray().Select(name => name.GetString()!)],
        row[5]));

    /// <summary>A picture as the fixture describes it, <c>[1, height, width, 3]</c>.</summary>
    public float[] Picture()
    {
        var (height, width) = (input.Shape[0], input.Shape[1]);
        var range = json.GetProperty("input_range");
        return Formula.Picture(
            $"keras/{json.GetProperty("model").GetString()}/input/{height}x{width}", 1, height, width,
            range.GetProperty("formula_low").GetSingle(), range.GetProperty("formula_high").GetSingle());
    }

    /// <summary>The arrays in the order of a legacy file: layer (the innermost one), weight, shape.</summary>
    public IEnumerable<(string Layer, string Weight, Shape Shape)> Arrays =>
        json.GetProperty("arrays").EnumerateArray().Select(array => (
            array.GetProperty(array.TryGetProperty("in", out _) ? "in" : "layer").GetString()!,
            array.GetProperty("weight").GetString()!,
            Dimensions(array.GetProperty("shape"))));

    /// <summary>The names of layers without the top, and with it where they are called otherwise.</summary>
    public ILookup<string, string> Renamed => json.GetProperty("notop_layer_names_that_differ").EnumerateObject().ToLookup(
        pair => pair.Value.GetString()!, pair => pair.Name);

    /// <summary>How many of the arrays, from the first, the network without its top has.</summary>
    public int ArraysWithoutTop => json.GetProperty("notop_arrays").GetInt32();

    /// <summary>The values of one of the arrays.</summary>
    public float[] ArrayValues(int index)
    {
        var array = json.GetProperty("arrays")[index];
        var count = Dimensions(array.GetProperty("shape")).Size;
        return Values(array, count, array.GetProperty("role").GetString()!, json.GetProperty("gain").GetSingle());
    }

    /// <summary>Fills the weights of the layers that were built, each array checked for its layer, name and shape.</summary>
    public void FillWeights() => FillWeights(name => places.GetValueOrDefault(name)?.Node.Layer);

    /// <summary>
    /// Fills the weights of a model whose layers have the names of this network's, each array checked for its name and shape.
    /// </summary>
    public void FillWeights(Model model) => FillWeights(name => model.Layers.FirstOrDefault(layer => layer.Name == name));

    private void FillWeights(Func<string, Layer?> find)
    {
        var gain = json.GetProperty("gain").GetSingle();
        var renamed = Renamed;
        var arrays = json.GetProperty("arrays").EnumerateArray().GroupBy(array => array.GetProperty("layer").GetString()!);
        foreach (var group in arrays)
            foreach (var layer in renamed[group.Key].Prepend(group.Key).Select(find).OfType<Layer>())
                Fill(layer, [.. group], gain);
    }

    private static void Fill(Layer layer, IReadOnlyList<JsonElement> arrays, float gain)
    {
        Assert.Equal(arrays.Count, layer.Weights.Count);
        foreach (var (weight, array) in layer.Weights.Zip(arrays))
        {
            var shape = Dimensions(array.GetProperty("shape"));
            var role = array.GetProperty("role").GetString()!;
            Assert.Equal(shape, weight.Shape);
            Assert.EndsWith(array.GetProperty("weight").GetString()!, weight.Name, StringComparison.Ordinal);
            weight.Set(Values(array, shape.Size, role, gain));
        }
    }

    private static float[] Values(JsonElement array, long count, string role, float gain)
    {
        if (role == "constant")
            return array.GetProperty("value") is { ValueKind: JsonValueKind.Array } list
                ? [.. list.EnumerateArray().Select(v => v.GetSingle())]
                : [array.GetProperty("value").GetSingle()];
        var values = Formula.Weight(array.GetProperty("key").GetString()!, count, role, array.GetProperty("fan_in").GetInt32());
        if (role == "kernel" && gain != 1)
            for (var i = 0; i < values.Length; i++)
                values[i] *= gain;
        return values;
    }

    private void Add(JsonElement row, IReadOnlyDictionary<string, JsonElement> differently)
    {
        var name = row[0].GetString()!;
        var inputs = row[4].EnumerateArray().Select(inbound => places[inbound.GetString()!]).ToList();
        places[name] = KerasLayers.Apply(name, row[1].GetString()!, differently.GetValueOrDefault(name, row[5]), inputs);
    }

    private static Shape Dimensions(JsonElement shape) => new([.. shape.EnumerateArray().Select(d => d.GetInt32())]);

    private static JsonElement Json(string name)
    {
        using var document = Shared.Json("fixtures", "keras", "models", name + ".json");
        return document.RootElement.Clone();
    }
}
