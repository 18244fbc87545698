using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Graft.Weights.Torch;

/// <summary>Reads bytes of a storage.</summary>
internal delegate void ReadStorage(long offset, Span<byte> destination);

/// <summary>The numbers of a tensor in row-major order, whatever way they lie in their storage.</summary>
/// <param name="tensor">The view.</param>
/// <param name="storage">The storage's bytes.</param>
/// <param name="isBigEndian">Whether the bytes of a number come with the highest first.</param>
internal sealed class TorchArray(TorchTensor tensor, ReadStorage storage, bool isBigEndian)
{
    private readonly int size = tensor.Type.Size();

    public void Read(long start, Span<byte> destination)
    {
        if (destination.Length == 0)
            return;
        if (tensor.IsContiguous)
            storage(tensor.Offset * size + start, destination);
        else
            Gather(destination);
        if (isBigEndian)
            Reverse(destination);
    }

    private void Gather(Span<byte> destination)
    {
        var bytes = new byte[tensor.Span * size];
        storage(tensor.Offset * size, bytes);
        var to = destination;
        Gather(0, bytes, 0, ref to);
    }

    private void Gather(int dimension, ReadOnlySpan<byte> from, long at, ref Span<byte> to)
    {
        if (dimension == tensor.Shape.Length)
        {
            from.Slice((int)(at * size), size).CopyTo(to);
            to = to[size..];
            return;
        }
        for (var i = 0L; i < tensor.Shape[dimension]; i++)
            Gather(dimension + 1, from, at + i * tensor.Strides[dimension], ref to);
    }

    private void Reverse(Span<byte> bytes)
    {
        switch (size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
