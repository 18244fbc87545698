using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The largest value of each channel over a whole map.</summary>
public sealed class GlobalMaxPooling2D : UnaryLayer
{
    /// <summary>A pooling over the whole map.</summary>
    /// <param name="keepDimensions">Whether the result stays a map, of 1 x 1.</param>
    /// <param name="name">The layer's name.</param>
    public GlobalMaxPooling2D(bool keepDimensions = false, string? name = null) : base(name) => KeepDimensions = keepDimensions;

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
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.amax([2, 3], keepdim: KeepDimensions);
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        var pooled = writer.GlobalPool(input, PoolKind.Maximum);
        return KeepDimensions ? writer.Reshape(pooled, OutputShape(input.Shape)) : pooled;
    }

    internal static GlobalMaxPooling2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Bool("keepdims"), name);
}
