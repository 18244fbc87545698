using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

/// <summary>The mean of each window of a map; padding does not count.</summary>
public sealed class AveragePooling2D : Pooling2D
{
    /// <summary>A pooling with Keras's defaults.</summary>
    /// <param name="poolSize">Size of the window; 2 where left out.</param>
    /// <param name="strides">Steps of the window; its size where left out.</param>
    /// <param name="padding"><c>"valid"</c>, <c>"same"</c>, or a number of cells, which never count.</param>
    /// <param name="name">The layer's name.</param>
    public AveragePooling2D(Size2D? poolSize = null, Size2D? strides = null, Padding padding = default, string? name = null)
        : base(poolSize ?? 2, strides, padding, name)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        var window = WindowOn(Sizes.Of(input));
        if (window.Padding == Margins.None)
            return Mean(input);
        // Zeros around the map spoil the mean; the mean of ones under the same zeros is the share that counts.
        using var scope = NewDisposeScope();
        var shape = input.shape;
        var share = Mean(Convolving.Pad(ones(1, 1, shape[2], shape[3], dtype: input.dtype), window.Padding, 0));
        return (Mean(Convolving.Pad(input, window.Padding, 0)) / share).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        return writer.Pool(input, PoolKind.Average, WindowOn(input.Shape));
    }

    internal static AveragePooling2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Size("pool_size"), configuration.Size("strides"), configuration.Padding("padding"), name);

    private Tensor Mean(Tensor map) =>
        functional.avg_pool2d(map, [PoolSize.Height, PoolSize.Width], [Strides.Height, Strides.Width]);
}
