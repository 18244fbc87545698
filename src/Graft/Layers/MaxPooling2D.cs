using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

/// <summary>The largest value of each window of a map; padding never wins.</summary>
public sealed class MaxPooling2D : Pooling2D
{
    /// <summary>A pooling with Keras's defaults.</summary>
    /// <param name="poolSize">Size of the window; 2 where left out.</param>
    /// <param name="strides">Steps of the window; its size where left out.</param>
    /// <param name="padding"><c>"valid"</c>, <c>"same"</c>, or a number of cells, which never count.</param>
    /// <param name="name">The layer's name.</param>
    public MaxPooling2D(Size2D? poolSize = null, Size2D? strides = null, Padding padding = default, string? name = null)
        : base(poolSize ?? 2, strides, padding, name)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        var window = WindowOn(Sizes.Of(input));
        long[] size = [PoolSize.Height, PoolSize.Width];
        long[] strides = [Strides.Height, Strides.Width];
        if (window.Padding == Margins.None)
            return functional.max_pool2d(input, size, strides);
        var (rows, columns) = (window.Padding.Top, window.Padding.Left);
        if (window.Padding.IsSymmetric && 2 * rows <= PoolSize.Height && 2 * columns <= PoolSize.Width)
            return functional.max_pool2d(input, size, strides, [rows, columns]);
        using var padded = Convolving.Pad(input, window.Padding, double.NegativeInfinity);
        return functional.max_pool2d(padded, size, strides);
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        return writer.Pool(input, PoolKind.Maximum, WindowOn(input.Shape));
    }

    internal static MaxPooling2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Size("pool_size"), configuration.Size("strides"), configuration.Padding("padding"), name);
}
