using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The square root of each value; of a negative one 0.</summary>
public sealed class SquareRoot : UnaryLayer
{
    /// <summary>A square root.</summary>
    /// <param name="name">The layer's name.</param>
    public SquareRoot(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => [];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var positive = input.clamp_min(0);
        return positive.sqrt();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.Elementwise(writer.Elementwise(input, ElementwiseFunction.Relu), ElementwiseFunction.SquareRoot);
    }
}
