using Graft.Layers;

namespace Graft.Cli.Results;

/// <summary>A model as <c>graft summary</c> describes it.</summary>
internal sealed record SummarizedModel(string Name, IReadOnlyList<SummarizedLayer> Layers, ParameterCounts Parameters)
{
    public static SummarizedModel Of(Model model)
    {
        var shapes = model.Nodes.GroupBy(node => node.Layer).ToDictionary(
            group => group.Key, group => group.First().Outputs[0].Shape);
        return new(
            model.Name,
            [.. model.Layers.Select(layer => SummarizedLayer.Of(layer, layer is Input input ? input.Shape : shapes[layer]))],
            new(Count(model.Weights), Count(model.TrainableWeights)));
    }

    private static long Count(IEnumerable<Weight> weights) => weights.Sum(weight => weight.Count);
}

/// <summary>One layer: its output's shape begins with null, the open batch.</summary>
internal sealed record SummarizedLayer(string Name, string Type, IReadOnlyList<int?> OutputShape, long Parameters, bool Trainable)
{
    public static SummarizedLayer Of(Layer layer, Operations.Shape shape) => new(
        layer.Name, layer.TypeName, [null, .. shape.Dimensions.Select(size => (int?)size)],
        layer.Weights.Sum(weight => weight.Count), layer.TrainableWeights.Any());
}

/// <summary>Numbers of weights.</summary>
internal sealed record ParameterCounts(long Total, long Trainable);
