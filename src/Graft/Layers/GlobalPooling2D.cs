using System.Text.Json.Nodes;
using Graft.Operations;

namespace Graft.Layers;

/// <summary>What the two poolings over whole maps share.</summary>
public abstract class GlobalPooling2D : UnaryLayer
{
    private readonly PoolKind kind;

    private protected GlobalPooling2D(PoolKind kind, bool keepDimensions, string? name) : base(name) =>
        (this.kind, KeepDimensions) = (kind, keepDimensions);

    /// <summary>Whether the result stays a map, of 1 x 1.</summary>
    public bool KeepDimensions { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        return KeepDimensions ? new Shape(1, 1, input.Channels) : new Shape(input.Channels);
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["keepdims"] = KeepDimensions };

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        var pooled = writer.GlobalPool(input, kind);
        return KeepDimensions ? writer.Reshape(pooled, OutputShape(input.Shape)) : pooled;
    }
}
