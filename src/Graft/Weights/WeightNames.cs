using Graft.Layers;

namespace Graft.Weights;

/// <summary>The names under which a model's weights are stored.</summary>
public static class WeightNames
{
    /// <summary>
    /// Each weight once, in Keras's order, with its name: <c>layer/weight</c>, and before it the names of the models that
    /// the layer is nested in (<c>backbone/stem/kernel</c>).
    /// </summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<(string Name, Weight Weight)> Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. Inside(model, "", layer => layer.Weights).DistinctBy(named => named.Weight)];
    }

    /// <summary>The same with the weights of adapters, each behind those of its layer (<c>dense/lora_a</c>).</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<(string Name, Weight Weight)> WithAdapters(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. Inside(model, "", layer => layer.Weights.Concat(layer.AdapterWeights)).DistinctBy(named => named.Weight)];
    }

    private static IEnumerable<(string Name, Weight Weight)> Inside(
        Model model, string prefix, Func<Layer, IEnumerable<Weight>> weightsOf) =>
        model.Layers.SelectMany(layer => layer is Model nested
            ? Inside(nested, $"{prefix}{layer.Name}/", weightsOf)
            : weightsOf(layer).Select(weight => ($"{prefix}{layer.Name}/{weight.Name}", weight)));
}
