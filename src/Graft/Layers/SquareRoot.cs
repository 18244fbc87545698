using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// The square root of each value; of a negative one 0. Its gradient is that of the root of 0.0001 for all values below that, since it
/// would grow without bound.
/// </summary>
public sealed class SquareRoot : UnaryLayer
{
    // Towards 0 the slope grows without bound; a channel that is silent in a picture must not outweigh all others there.
    private const double LeastRootOfSlope = 1e-2;

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
        using var scope = NewDisposeScope();
        var positive = input.AtLeast(0);
        var root = positive.sqrt();
        if (!root.requires_grad)
            return root.MoveToOuterDisposeScope();
        // The root's value, and the slope of a line: their sum adds exactly nothing.
        var line = positive / root.detach().AtLeast(LeastRootOfSlope).Times(2);
        return root.detach().Plus(line.Minus(line.detach())).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.Elementwise(writer.Elementwise(input, ElementwiseFunction.Relu), ElementwiseFunction.SquareRoot);
    }
}
