using Graft.Layers;

namespace Graft.Adapters;

/// <summary>The adapters of a network, as they were before they were merged into it; all of one kind.</summary>
/// <param name="IsLowRank">Whether they are low-rank adapters; else they scale and shift channels.</param>
/// <param name="Alpha">What a low-rank one counts, times its rank.</param>
/// <param name="Arrays">Their weights, by names such as <c>conv_pw_1/lora_a</c>.</param>
internal sealed record TrainedAdapters(bool IsLowRank, double Alpha, IReadOnlyList<TrainedArray> Arrays)
{
    /// <summary>Number of weights.</summary>
    public long Parameters => Arrays.Sum(array => array.Values.LongLength);

    /// <summary>Copies those of a network; null where it has none.</summary>
    public static TrainedAdapters? Of(Model network)
    {
        var adapters = network.Adapters;
        if (adapters.Count == 0)
            return null;
        var first = adapters[0] as LowRankAdapter;
        return new TrainedAdapters(
            first is not null, first?.Alpha ?? 0,
            [.. adapters.SelectMany(adapter => adapter.Weights).Select(weight => TrainedArray.Of(NameOf(weight), weight))]);
    }

    /// <summary>Puts adapters into those layers of a model that arrays are named for; their values are still to be set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rankOf">For each array by its name the length of its last axis.</param>
    /// <param name="isLowRank">Which kind.</param>
    /// <param name="alpha">What a low-rank one counts, times its rank.</param>
    /// <exception cref="ArgumentException">There are no arrays for a layer that can have them.</exception>
    public static void AddTo(Model model, IReadOnlyDictionary<string, int> rankOf, bool isLowRank, double alpha)
    {
        var named = isLowRank ? "lora_a" : "ssf_scale";
        Layer[] layers = [.. model.Layers.Where(layer => rankOf.ContainsKey($"{layer.Name}/{named}"))];
        if (isLowRank)
            model.AddLora(layers, layers.Length > 0 ? rankOf[$"{layers[0].Name}/{named}"] : 1, alpha);
        else
            model.AddSsf(layers);
    }

    private static string NameOf(Weight weight) => $"{weight.Layer.Name}/{weight.Name}";
}

/// <summary>One array.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape in Keras's order of axes.</param>
/// <param name="Values">Its values, row by row.</param>
internal sealed record TrainedArray(string Name, IReadOnlyList<int> Shape, float[] Values)
{
    /// <summary>A copy of a weight.</summary>
    public static TrainedArray Of(string name, Weight weight) => new(name, [.. weight.Shape.Dimensions], weight.ToArray());
}
