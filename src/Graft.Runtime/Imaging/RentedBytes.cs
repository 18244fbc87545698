using System.Buffers;

namespace Graft.Runtime.Imaging;

/// <summary>Memory for an intermediate result, to be used again; what it holds at first is left over from others.</summary>
internal readonly ref struct RentedBytes(int length)
{
    private readonly byte[] array = ArrayPool<byte>.Shared.Rent(length);
    private readonly int length = length;

    public Span<byte> Span => array.AsSpan(0, length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(array);
}
