using Graft.Layers;

namespace Graft.Weights.Matching;

/// <summary>A weight of a model that wants an array.</summary>
/// <param name="Name">Its full name in the model.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Group">The layer of the outermost model that it belongs to.</param>
internal sealed record WeightTarget(string Name, Weight Weight, Layer Group)
{
    /// <summary>All weights of a model, each once.</summary>
    public static List<WeightTarget> Of(Model model)
    {
        var groups = model.Layers.SelectMany(layer => layer.Weights.Select(weight => (layer, weight)))
            .DistinctBy(pair => pair.weight)
            .ToDictionary(pair => pair.weight, pair => pair.layer);
        return [.. WeightNames.Of(model).Select(named => new WeightTarget(named.Name, named.Weight, groups[named.Weight]))];
    }

    // A lone parameter of PyTorch's may have axes of length 1 around it, so that it stretches over a batch or a map.
    public bool Takes(StoredArray array) => IsLone(array)
        ? WithoutOnes(array.Shape).SequenceEqual(WithoutOnes(ShapeIn(array)))
            || (Weight.Adaption?.Takes(array.Shape) == true && array.Shape[^1] == Weight.Shape.Channels)
        : array.Shape.SequenceEqual(ShapeIn(array)) || IsRow(array);

    /// <summary>The shape that the weight has in a file that names arrays as this one is named.</summary>
    public IEnumerable<long> ShapeIn(StoredArray array) => (TorchWeights.IsTorch(array)
        ? TorchWeights.ShapeOf(Weight)
        : Weight.Shape.Dimensions).Select(size => (long)size);

    /// <summary>The array's numbers in the order that <see cref="Weight.Set"/> takes.</summary>
    public float[] Read(StoredArray array) => TorchWeights.IsTorch(array)
        ? TorchWeights.ToOwnOrder(Weight, array.ReadSingles())
        : IsLone(array) && Weight.Adaption is { } adaption
            ? adaption.Adapt(array.Shape, array.ReadSingles())
            : array.ReadSingles();

    // A filter along one axis (PyTorch's Conv1d) has no axis of length 1 for the other.
    private bool IsRow(StoredArray array) => TorchWeights.IsTorch(array) && Weight.Layout == WeightLayout.Convolution
        && array.Shape is [var outputs, var inputs, var length] && ShapeIn(array).SequenceEqual([outputs, inputs, 1, length]);

    private bool IsLone(StoredArray array) => TorchWeights.LoneParameter(array) == Weight.Layer.Name;

    private static IEnumerable<long> WithoutOnes(IEnumerable<long> shape) => shape.Where(size => size != 1);
}
