using Graft.Backbones;
using Graft.Engine;
using Graft.Layers;
using Graft.Trunk;

namespace Graft.Cli.FeatureFiles;

/// <summary>How the output of a last map becomes a row.</summary>
internal enum FeaturePooling
{
    Avg,
    Max,
    None,
}

/// <summary>Which place of a network features are taken from, and the pass that computes them.</summary>
/// <param name="Pass">From samples to features.</param>
/// <param name="Layer">The name of the layer whose output they are, pooled or not.</param>
/// <param name="Pooling">How its output became a row.</param>
internal sealed record FeatureSource(TrunkPass Pass, string Layer, FeaturePooling Pooling = FeaturePooling.None)
    : IDisposable
{
    /// <summary>Where the features are taken, for people.</summary>
    public string Place => Pooling == FeaturePooling.None ? Layer : $"{Layer} ({Pooling.ToString().ToLowerInvariant()})";

    /// <summary>The shape of one picture's features.</summary>
    public IReadOnlyList<int> RowShape => Pass.Model.Output.Shape.Dimensions;

    /// <summary>What the publisher's classifier gives before its softmax.</summary>
    public static FeatureSource Logits(Model model, Precision precision) => new(
        new TrunkPass(model, beforeActivation: true, precision: precision), model.Output.Node.Layer.Name);

    /// <summary>
    /// The output of a layer; without a layer and a pooling, what the publisher's network feeds its classifier.
    /// </summary>
    /// <exception cref="UsageException">There is no such layer, or its output cannot be pooled.</exception>
    public static FeatureSource At(
        Backbone backbone, Model model, string? layerName, FeaturePooling? pooling, Precision precision)
    {
        var place = layerName is null ? model.Output : OutputOf(model, layerName);
        var kind = pooling ?? (layerName is null && place.Shape.IsMap ? FeaturePooling.Avg : FeaturePooling.None);
        if (kind != FeaturePooling.None && !place.Shape.IsMap)
            throw new UsageException(
                $"The output of '{place.Node.Layer.Name}' is {place.Shape}, no map that could be pooled; "
                + "--pooling none takes it as it is.");
        var features = kind switch
        {
            FeaturePooling.Avg => new GlobalAveragePooling2D().Apply(place),
            FeaturePooling.Max => new GlobalMaxPooling2D().Apply(place),
            _ when layerName is null && pooling is null => backbone.Pool(place),
            _ => place,
        };
        return new(new TrunkPass(new Model(model.Input, features), precision: precision), place.Node.Layer.Name, kind);
    }

    public void Dispose() => Pass.Dispose();

    private static Symbol OutputOf(Model model, string name)
    {
        if (model.Layers.FirstOrDefault(layer => layer.Name == name) is not { } found)
        {
            var nearest = Nearest.To(name, model.Layers.Select(layer => layer.Name));
            throw new UsageException($"There is no layer '{name}'. Nearest: {string.Join(", ", nearest)}.");
        }
        return found is Input input ? input.Output : model.Nodes.First(node => node.Layer == found).Outputs[0];
    }
}
