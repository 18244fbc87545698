using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The mean of each channel over a whole map.</summary>
public sealed class GlobalAveragePooling2D : GlobalPooling2D
{
    /// <summary>A pooling over the whole map.</summary>
    /// <param name="keepDimensions">Whether the result stays a map, of 1 x 1.</param>
    /// <param name="name">The layer's name.</param>
    public GlobalAveragePooling2D(bool keepDimensions = false, string? name = null) : base(PoolKind.Average, keepDimensions, name)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.mean([2, 3], keepdim: KeepDimensions);
    }

    internal static GlobalAveragePooling2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Bool("keepdims"), name);
}
