using System.Buffers.Binary;
using System.Numerics;

namespace Graft.Weights.Hdf5;

/// <summary>
/// The heap in which newer groups and objects keep many links or attributes: blocks in a table whose rows double in size.
/// </summary>
internal sealed class FractalHeap
{
    private const string What = "a heap of links or attributes";

    private readonly Hdf5Source source;
    private readonly long address;
    private readonly bool checkedBlocks;
    private readonly int offsetBytes;
    private readonly int lengthBytes;
    private readonly int width;
    private readonly long startSize;
    private readonly long largestDirect;
    private readonly long rootAddress;
    private readonly int rootRows;
    private readonly Dictionary<long, Hdf5Cursor> blocks = [];

    public FractalHeap(Hdf5Source source, long address)
    {
        this.source = source;
        this.address = address;
        var header = source.Read(address, 146, What);
        header.Signature("FRHP");
        header.Version(0);
        header.Skip(2);
        if (header.UInt16() != 0)
            throw source.Refused($"{What} is compressed.");
        checkedBlocks = (header.Byte() & 2) != 0;
        var largestObject = header.UInt32();
        header.Skip(12 * 8);
        width = header.UInt16();
        startSize = header.Size();
        largestDirect = header.Size();
        var offsetBits = header.UInt16();
        header.Skip(2);
        rootAddress = header.Int64();
        rootRows = header.UInt16();
        header.Checksum();

        if (!BitOperations.IsPow2(width) || offsetBits is 0 or > 63 || largestObject == 0
            || !BitOperations.IsPow2(startSize) || !BitOperations.IsPow2(largestDirect)
            || startSize > largestDirect || largestDirect > 1 << 30)
            throw source.Broken($"{What} has a table that cannot be.");
        offsetBytes = (offsetBits + 7) / 8;
        lengthBytes = Math.Min((BitOperations.Log2((ulong)largestDirect) + 7) / 8, Tree2.BytesFor(largestObject));
    }

    /// <summary>The object that an identifier names.</summary>
    public Hdf5Cursor Object(ReadOnlySpan<byte> id, string what)
    {
        const int InBlocks = 0;
        if (id.Length < 1 + offsetBytes + lengthBytes || id[0] >> 6 != 0)
            throw source.Broken($"{What} is asked with an identifier of an unknown kind.");
        if (((id[0] >> 4) & 3) != InBlocks)
            throw source.Refused($"{What} holds an object outside of its blocks.");
        var cursor = new Hdf5Cursor(source, id[1..].ToArray(), What);
        var (offset, length) = (cursor.Number(offsetBytes), cursor.Number(lengthBytes));
        var (block, blockOffset) = Find(offset);
        if (length > block.All.Length || offset - blockOffset > block.All.Length - length)
            throw source.Broken($"{What} has an object that reaches beyond its block.");
        return new Hdf5Cursor(source, block.All.Slice((int)(offset - blockOffset), (int)length).ToArray(), what);
    }

    private (Hdf5Cursor Block, long Offset) Find(long offset)
    {
        if (rootRows == 0)
            return (DirectBlock(rootAddress, startSize), 0);
        var (blockAddress, rows, start) = (rootAddress, rootRows, 0L);
        while (true)
        {
            var (row, column, size, blockStart) = Place(offset - start);
            if (row >= rows)
                throw source.Broken($"{What} has an object beyond its last row.");
            var direct = size <= largestDirect;
            var child = Child(blockAddress, rows, row * width + column);
            start += blockStart;
            if (direct)
                return (DirectBlock(child, size), start);
            // A block of this size stands for a table of its own, with as many rows as add up to it.
            rows = BitOperations.Log2((ulong)size) - BitOperations.Log2((ulong)(startSize * width)) + 1;
            blockAddress = child;
            if (rows <= 0)
                throw source.Broken($"{What} has a table that cannot be.");
        }
    }

    private (int Row, int Column, long Size, long Start) Place(long offset)
    {
        var (size, start) = (startSize, 0L);
        for (var row = 0; ; row++)
        {
            if (row > 1)
                size *= 2;
            if (size > long.MaxValue / 4 / width)
                throw source.Broken($"{What} has an object at {offset}, beyond all bounds.");
            if (offset < start + size * width)
            {
                var column = (offset - start) / size;
                return (row, (int)column, size, start + column * size);
            }
            start += size * width;
        }
    }

    private long Child(long indirect, int rows, int index)
    {
        if (!blocks.TryGetValue(indirect, out var block))
        {
            block = source.Read(indirect, 4 + 1 + 8 + offsetBytes + (long)rows * width * 8 + 4, What);
            block.Signature("FHIB");
            block.Version(0);
            CheckOwner(block);
            block.Skip(offsetBytes + rows * width * 8);
            block.Checksum();
            blocks[indirect] = block;
        }
        return BinaryPrimitives.ReadInt64LittleEndian(block.All[(4 + 1 + 8 + offsetBytes + index * 8)..]);
    }

    private Hdf5Cursor DirectBlock(long block, long size)
    {
        if (blocks.TryGetValue(block, out var found))
            return found;
        var cursor = source.Read(block, size, What);
        cursor.Signature("FHDB");
        cursor.Version(0);
        CheckOwner(cursor);
        if (checkedBlocks)
            CheckBlock(cursor.All.ToArray(), cursor.Position + offsetBytes);
        return blocks[block] = cursor;
    }

    private void CheckBlock(byte[] bytes, int place)
    {
        // The sum is taken with its own place set to zero.
        if (place + 4 > bytes.Length)
            throw source.Broken($"{What} has a block that is too small.");
        var stored = BitConverter.ToUInt32(bytes, place);
        bytes.AsSpan(place, 4).Clear();
        if (Hdf5Checksum.Lookup3(bytes) != stored)
            throw source.Broken($"the checksum of {What} is wrong: its bytes were changed.");
    }

    private void CheckOwner(Hdf5Cursor block)
    {
        if (block.Int64() != address)
            throw source.Broken($"{What} has a block that belongs to another.");
    }
}
