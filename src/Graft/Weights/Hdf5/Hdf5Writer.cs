using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Graft.Weights.Hdf5;

/// <summary>
/// Writes HDF5 files of groups, arrays of float32 and attributes of texts, in the layout of version 1.8 (superblock 2, links in the
/// headers, arrays in one piece), which every later version of the library reads. The same draft always gives the same bytes.
/// </summary>
internal static class Hdf5Writer
{
    private const int SuperblockLength = 48;
    private const int Alignment = 8;

    /// <summary>Writes a file.</summary>
    /// <param name="root">What it holds.</param>
    /// <param name="stream">Where it goes, from its beginning on.</param>
    public static void Write(Hdf5Draft root, Stream stream)
    {
        List<Hdf5Draft> all = [.. AllIn(root)];
        Dictionary<Hdf5Draft, long> headers = new(ReferenceEqualityComparer.Instance), data = new(ReferenceEqualityComparer.Instance);
        var end = (long)SuperblockLength;
        foreach (var draft in all)
            end = Aligned((headers[draft] = end) + draft.HeaderLength);
        foreach (var draft in all)
            end = Aligned((data[draft] = end) + draft.DataLength);

        stream.Write(Superblock(headers[root], end));
        foreach (var draft in all)
            WriteAt(stream, headers[draft], draft.Header(child => headers[child], data[draft]));
        foreach (var draft in all.Where(draft => draft.DataLength > 0))
            WriteAt(stream, data[draft], MemoryMarshal.AsBytes(draft.Values().AsSpan()));
        WriteAt(stream, end, []);
    }

    private static IEnumerable<Hdf5Draft> AllIn(Hdf5Draft draft) =>
        draft.Children.SelectMany(child => AllIn(child.Draft)).Prepend(draft);

    private static long Aligned(long address) => (address + Alignment - 1) / Alignment * Alignment;

    private static void WriteAt(Stream stream, long address, ReadOnlySpan<byte> bytes)
    {
        Span<byte> zeros = stackalloc byte[Alignment];
        zeros.Clear();
        stream.Write(zeros[..(int)(address - stream.Position)]);
        stream.Write(bytes);
    }

    private static byte[] Superblock(long root, long end)
    {
        var block = new byte[SuperblockLength];
        // Version 2, addresses and lengths of 8 bytes, no flags; nothing before the beginning, no extension.
        ReadOnlySpan<byte> start = [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n', 2, 8, 8, 0];
        start.CopyTo(block);
        BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(20), -1);
        BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(28), end);
        BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(36), root);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(44), Hdf5Checksum.Lookup3(block.AsSpan(..^4)));
        return block;
    }
}
