using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The sum of its inputs, element by element; axes of length 1 stretch.</summary>
public sealed class Add : MergeLayer
{
    /// <summary>A merging of at least two inputs.</summary>
    /// <param name="name">The layer's name.</param>
    public Add(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => [];

    private protected override Shape OutputShape(IReadOnlyList<Shape> inputs) => inputs.Aggregate(OperationWriter.Broadcast);

    private protected override Tensor Merge(IReadOnlyList<Tensor> inputs)
    {
        using var scope = NewDisposeScope();
        return inputs.Skip(1).Aggregate(inputs[0], (result, input) => result.Plus(input)).MoveToOuterDisposeScope();
    }

    private protected override Value Merge(OperationWriter writer, IReadOnlyList<Value> inputs) =>
        inputs.Aggregate((result, input) => writer.Binary(result, input, BinaryKind.Add));
}
