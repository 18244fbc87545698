using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The largest value of each channel over a whole map.</summary>
public sealed class GlobalMaxPooling2D : GlobalPooling2D
{
    /// <summary>A pooling over the whole map.</summary>
    /// <param name="keepDimensions">Whether the result stays a map, of 1 x 1.</param>
    /// <param name="name">The layer's name.</param>
    public GlobalMaxPooling2D(bool keepDimensions = false, string? name = null) : base(PoolKind.Maximum, keepDimensions, name)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.amax([2, 3], keepdim: KeepDimensions);
    }

    internal static GlobalMaxPooling2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Bool("keepdims"), name);
}
