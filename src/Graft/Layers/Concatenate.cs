using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>Its inputs one after another along an axis.</summary>
public sealed class Concatenate : MergeLayer
{
    /// <summary>A concatenation.</summary>
    /// <param name="axis">As in Keras: the batch is axis 0 and cannot be chosen; a negative one counts from the end. The channels
    /// where left out.</param>
    /// <param name="name">The layer's name.</param>
    public Concatenate(int axis = -1, string? name = null) : base(name)
    {
        if (axis == 0)
            throw new ArgumentOutOfRangeException(nameof(axis), axis, "Axis 0 is the batch; samples cannot be concatenated.");
        Axis = axis;
    }

    /// <summary>The axis as given.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["axis"] = Axis };

    internal static Concatenate FromConfiguration(JsonObject configuration, string name) => new(configuration.Int("axis"), name);

    private protected override Shape OutputShape(IReadOnlyList<Shape> inputs)
    {
        var axis = AxisIn(inputs[0].Rank);
        long[] dimensions = [.. inputs[0].Dimensions];
        foreach (var input in inputs.Skip(1))
        {
            if (input.Rank != dimensions.Length
                || Enumerable.Range(0, input.Rank).Any(i => i != axis && input[i] != dimensions[i]))
                throw new ArgumentException("its inputs must be equal but for the concatenated axis.");
            dimensions[axis] += input[axis];
        }
        return Shape.Of(dimensions);
    }

    private protected override Tensor Merge(IReadOnlyList<Tensor> inputs)
    {
        var rank = (int)inputs[0].dim() - 1;
        return cat([.. inputs], Layout.Axis(AxisIn(rank), rank));
    }

    private protected override Value Merge(OperationWriter writer, IReadOnlyList<Value> inputs) =>
        writer.Concatenation(inputs, AxisIn(inputs[0].Shape.Rank));

    private int AxisIn(int rank)
    {
        var axis = Axis < 0 ? Axis + rank : Axis - 1;
        return axis >= 0 && axis < rank
            ? axis
            : throw new ArgumentException($"axis {Axis} does not exist in inputs of {rank} axes without the batch.");
    }
}
