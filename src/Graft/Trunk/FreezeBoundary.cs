using Graft.Layers;

namespace Graft.Trunk;

/// <summary>
/// The line in a graph below which nothing trains. What lies below it is a fixed function of the sample (the trunk) and need run
/// only once for each; what lies above is trained. Where it runs follows from the layers as they are when it is asked for.
/// </summary>
public sealed class FreezeBoundary
{
    private FreezeBoundary(Model? trunk, Model? trained) => (Trunk, Trained) = (trunk, trained);

    /// <summary>From the model's inputs to the boundary; null where nothing lies below it.</summary>
    public Model? Trunk { get; }

    /// <summary>From the boundary to the model's outputs; null where nothing trains.</summary>
    public Model? Trained { get; }

    /// <summary>Finds the boundary of a model as its layers are now.</summary>
    public static FreezeBoundary Of(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var fixedPlaces = model.Inputs.ToHashSet();
        foreach (var node in model.Nodes.Where(node => IsFixed(node.Layer) && node.Inputs.All(fixedPlaces.Contains)))
            fixedPlaces.UnionWith(node.Outputs);
        var trained = model.Nodes.Where(node => !node.Outputs.All(fixedPlaces.Contains)).ToList();
        if (trained.Count == 0)
            return new FreezeBoundary(model, null);
        if (trained.Count == model.Nodes.Count)
            return new FreezeBoundary(null, model);
        var read = trained.SelectMany(node => node.Inputs).Concat(model.Outputs);
        Symbol[] boundary = [.. read.Where(fixedPlaces.Contains).Distinct()];
        return new FreezeBoundary(
            new Model(model.Inputs, boundary, model.Name + "_trunk"), new Model(boundary, model.Outputs, model.Name));
    }

    private static bool IsFixed(Layer layer) => layer switch
    {
        Dropout dropout => dropout.Rate == 0,
        BatchNormalization normalization => normalization is { Trainable: false, Adapter: null },
        Model model => model.Layers.All(IsFixed),
        _ => !layer.TrainableWeights.Any(),
    };
}
