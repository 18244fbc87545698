using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>A layer that makes one output of at least two inputs.</summary>
public abstract class MergeLayer : Layer
{
    private protected MergeLayer(string? name) : base(name)
    {
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Shape> OutputShapes(IReadOnlyList<Shape> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Count >= 2
            ? [OutputShape(inputs)]
            : throw new ArgumentException($"at least two inputs are wanted, {inputs.Count} given.");
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> inputs, ForwardContext context) => [Merge(inputs)];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Value> Lower(OperationWriter writer, IReadOnlyList<Value> inputs) =>
        [Merge(writer, inputs)];

    private protected abstract Shape OutputShape(IReadOnlyList<Shape> inputs);

    private protected abstract Tensor Merge(IReadOnlyList<Tensor> inputs);

    private protected abstract Value Merge(OperationWriter writer, IReadOnlyList<Value> inputs);
}
