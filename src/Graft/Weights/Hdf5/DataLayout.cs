namespace Graft.Weights.Hdf5;

/// <summary>How an array's numbers are laid into the file.</summary>
internal abstract record DataLayout
{
    /// <summary>Inside the object's header.</summary>
    public sealed record Compact(ReadOnlyMemory<byte> Bytes) : DataLayout;

    /// <summary>In one piece.</summary>
    public sealed record Contiguous(long Address, long Size) : DataLayout;

    /// <summary>In blocks of equal shape.</summary>
    /// <param name="Shape">The shape of a block, without the element.</param>
    /// <param name="Index">How the blocks are found.</param>
    /// <param name="Address">Where that index is.</param>
    /// <param name="SingleSize">The stored bytes of an only block, where the layout itself says them.</param>
    /// <param name="SingleMask">The filters that were left out for it.</param>
    public sealed record Chunked(long[] Shape, ChunkIndexKind Index, long Address, long? SingleSize = null, uint SingleMask = 0)
        : DataLayout;

    public static DataLayout Parse(Hdf5Cursor cursor)
    {
        const int InHeader = 0;
        const int InOnePiece = 1;
        const int InChunks = 2;
        const int Virtual = 3;
        var source = cursor.Source;
        var version = cursor.Byte();
        if (version is not (3 or 4))
            throw source.Refused($"an array's layout has version {version}; 3 and 4 are read.");
        return cursor.Byte() switch
        {
            InHeader => new Compact(cursor.Take(cursor.UInt16()).ToArray()),
            InOnePiece => new Contiguous(cursor.Int64(), cursor.Size()),
            InChunks when version == 3 => ParseOld(cursor),
            InChunks => ParseNew(cursor),
            Virtual => throw source.Refused(
                "an array's numbers are to be taken from other files (a virtual dataset). Other files are never opened."),
            var other => throw source.Refused($"an array has the unknown layout {other}."),
        };
    }

    private static Chunked ParseOld(Hdf5Cursor cursor)
    {
        var rank = Rank(cursor);
        var address = cursor.Int64();
        return new(Sizes(cursor, rank, 4), ChunkIndexKind.Tree, address);
    }

    private static Chunked ParseNew(Hdf5Cursor cursor)
    {
        const int EdgesAreNotFiltered = 1;
        const int SingleIsFiltered = 2;
        var flags = cursor.Byte();
        if ((flags & EdgesAreNotFiltered) != 0)
            throw cursor.Source.Refused("an array's chunks at its edges are stored in another way than the rest.");
        var rank = Rank(cursor);
        var sizeBytes = cursor.Byte();
        if (sizeBytes is 0 or > 8)
            throw cursor.Source.Broken($"the sizes of a chunk have {sizeBytes} bytes each.");
        var shape = Sizes(cursor, rank, sizeBytes);
        var kind = (ChunkIndexKind)cursor.Byte();
        switch (kind)
        {
            case ChunkIndexKind.Single when (flags & SingleIsFiltered) != 0:
                var (size, mask) = (cursor.Size(), cursor.UInt32());
                return new(shape, kind, cursor.Int64(), size, mask);
            case ChunkIndexKind.Single or ChunkIndexKind.Implicit:
                break;
            case ChunkIndexKind.FixedArray:
                cursor.Skip(1);
                break;
            default:
                throw cursor.Source.Refused("an array is stored so that it can grow, which weights never do.");
        }
        return new(shape, kind, cursor.Int64());
    }

    private static int Rank(Hdf5Cursor cursor)
    {
        // The last of these dimensions is the element itself.
        var rank = cursor.Byte() - 1;
        return rank is >= 1 and <= 32 ? rank : throw cursor.Source.Broken($"an array has chunks of {rank} dimensions.");
    }

    private static long[] Sizes(Hdf5Cursor cursor, int rank, int bytesEach)
    {
        var sizes = new long[rank];
        for (var i = 0; i < rank; i++)
            if ((sizes[i] = cursor.Number(bytesEach)) == 0)
                throw cursor.Source.Broken("a chunk has a dimension of size 0.");
        cursor.Skip(bytesEach);
        return sizes;
    }
}
