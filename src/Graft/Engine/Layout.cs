using static TorchSharp.torch;

namespace Graft.Engine;

/// <summary>
/// Between the logical layout (channels last, as Keras prints it) and libtorch's: maps are
/// <c>[batch, channels, height, width]</c> there, with strides that keep the channels of a pixel side by side. All other ranks
/// are the same on both sides.
/// </summary>
public static class Layout
{
    /// <summary>A view in the logical order of axes; no values move.</summary>
    public static Tensor ToLogical(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.dim() == 4 ? tensor.permute(0, 2, 3, 1) : tensor;
    }

    /// <summary>A view in libtorch's order of axes; no values move.</summary>
    public static Tensor FromLogical(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        // Here, because what a convolution reads has come this way.
        HiddenCaches.Reveal();
        return tensor.dim() == 4 ? tensor.permute(0, 3, 1, 2) : tensor;
    }

    /// <summary>The same tensor with the channels of a pixel side by side in memory; copies where they are not.</summary>
    /// <param name="tensor"><c>[batch, channels, height, width]</c>, or a convolution's kernel
    /// <c>[out, in, height, width]</c>.</param>
    public static Tensor ChannelsLast(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.dim() == 4 ? tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : tensor;
    }

    /// <summary>
    /// The same values with plain strides: with one channel both layouts are the same memory, and only the numbers differ by
    /// which libtorch tells them apart.
    /// </summary>
    /// <param name="tensor"><c>[batch, 1, height, width]</c>, or a convolution's kernel <c>[out, 1, height, width]</c>.</param>
    /// <returns>A tensor of its own; no values move but those of a part of a larger map.</returns>
    internal static Tensor PlainOneChannel(Tensor tensor)
    {
        var shape = tensor.shape;
        using var together = tensor.contiguous();
        return together.as_strided(shape, [shape[2] * shape[3], shape[2] * shape[3], shape[3], 1]);
    }

    /// <summary>libtorch's axis for a logical one.</summary>
    /// <param name="axis">Logical, without the batch, from 0.</param>
    /// <param name="rank">Number of logical axes without the batch.</param>
    public static int Axis(int axis, int rank) => rank == 3 ? (axis == 2 ? 1 : axis + 2) : axis + 1;
}
