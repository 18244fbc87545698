using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>All values of a sample in one row, channels last, as the published weights of dense layers expect them.</summary>
public sealed class Flatten : UnaryLayer
{
    /// <summary>A flattening.</summary>
    /// <param name="name">The layer's name.</param>
    public Flatten(string? name = null) : base(name)
    {
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new Shape((int)input.Size);
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => [];

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var logical = Layout.ToLogical(input);
        return logical.reshape(logical.shape[0], Sizes.Of(input).Size).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        return writer.Reshape(input, OutputShape(input.Shape));
    }
}
