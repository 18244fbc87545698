using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// How far each channel's values spread over a whole map: their standard deviation, the root of the mean square of what they differ from
/// their mean by. In a map of one place it is 0.
/// </summary>
public sealed class GlobalDeviationPooling2D : GlobalPooling2D
{
    // Towards 0 the root's slope grows without bound; a channel that is even in a picture must not outweigh all others there.
    private const double LeastOfSlope = 1e-4;

    /// <summary>A pooling over the whole map.</summary>
    /// <param name="keepDimensions">Whether the result stays a map, of 1 x 1.</param>
    /// <param name="name">The layer's name.</param>
    public GlobalDeviationPooling2D(bool keepDimensions = false, string? name = null)
        : base(PoolKind.Deviation, keepDimensions, name)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var apart = input.Minus(input.mean([2, 3], keepdim: true));
        var variance = (apart * apart).mean([2, 3], keepdim: KeepDimensions);
        var deviation = variance.sqrt();
        if (!deviation.requires_grad)
            return deviation.MoveToOuterDisposeScope();
        // The root's value, and the slope of a line: their sum adds exactly nothing.
        var line = variance / deviation.detach().AtLeast(LeastOfSlope).Times(2);
        return deviation.detach().Plus(line.Minus(line.detach())).MoveToOuterDisposeScope();
    }

    internal static GlobalDeviationPooling2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Bool("keepdims"), name);
}
