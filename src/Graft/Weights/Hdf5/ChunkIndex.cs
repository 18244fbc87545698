namespace Graft.Weights.Hdf5;

/// <summary>One chunk: the row-major number of its place, its bytes in the file, and a bit for each filter left out.</summary>
internal readonly record struct Chunk(long Place, long Address, long StoredSize, uint Mask);

/// <summary>Lists the chunks of an array.</summary>
internal sealed class ChunkIndex(Hdf5Source source, DataLayout.Chunked layout, long[] grid, long chunkSize, bool filtered)
{
    private const string What = "a list of chunks";

    private readonly long count = grid.Aggregate(1L, (product, size) => product * size);

    /// <summary>All stored chunks. The caller has made sure that the file is large enough for their number.</summary>
    public IEnumerable<Chunk> Read() => layout.Index switch
    {
        ChunkIndexKind.Tree => FromTree(),
        ChunkIndexKind.Single => [new Chunk(0, layout.Address, layout.SingleSize ?? chunkSize, layout.SingleMask)],
        ChunkIndexKind.Implicit =>
            Enumerable.Range(0, (int)count).Select(i => new Chunk(i, layout.Address + i * chunkSize, chunkSize, 0)),
        _ => FromFixedArray(),
    };

    private IEnumerable<Chunk> FromTree()
    {
        var rank = layout.Shape.Length;
        foreach (var (key, address) in Tree1.Leaves(source, layout.Address, Tree1.Chunks, 8 + 8 * (rank + 1)))
        {
            var (size, mask) = (key.UInt32(), key.UInt32());
            var place = 0L;
            for (var i = 0; i < rank; i++)
            {
                var start = key.Size();
                if (start % layout.Shape[i] != 0 || start / layout.Shape[i] >= grid[i])
                    throw source.Broken("a chunk lies outside of its array.");
                place = place * grid[i] + start / layout.Shape[i];
            }
            yield return new Chunk(place, address, size, mask);
        }
    }

    private IEnumerable<Chunk> FromFixedArray()
    {
        var header = source.Read(layout.Address, 28, What);
        header.Signature("FAHD");
        header.Version(0);
        var (client, entrySize, pageBits) = (header.Byte(), header.Byte(), header.Byte());
        var (entries, block) = (header.Size(), header.Int64());
        header.Checksum();
        var isSizeRight = filtered ? entrySize is >= 13 and <= 20 : entrySize == 8;
        if (entries != count || client != (filtered ? 1 : 0) || !isSizeRight || pageBits > 31)
            throw source.Broken($"{What} does not fit its array.");

        var pageLength = 1L << pageBits;
        var pages = entries > pageLength ? (entries + pageLength - 1) / pageLength : 0;
        var prefixSize = 4 + 1 + 1 + 8 + (pages + 7) / 8;
        var prefix = source.Read(block, prefixSize + (pages == 0 ? entries * entrySize : 0) + 4, What);
        prefix.Signature("FADB");
        prefix.Version(0);
        if (prefix.Byte() != client || prefix.Int64() != layout.Address)
            throw source.Broken($"{What} belongs to another array.");
        prefix.Skip((int)(pages + 7) / 8);
        if (pages == 0)
            return Entries(prefix, 0, entries, entrySize);
        prefix.Checksum();
        return Enumerable.Range(0, (int)pages).SelectMany(page =>
        {
            var first = page * pageLength;
            var length = Math.Min(pageLength, entries - first);
            var address = block + prefixSize + 4 + page * (pageLength * entrySize + 4);
            return Entries(source.Read(address, length * entrySize + 4, What), first, length, entrySize);
        });
    }

    private List<Chunk> Entries(Hdf5Cursor cursor, long first, long length, int entrySize)
    {
        var chunks = new List<Chunk>();
        for (var i = 0L; i < length; i++)
        {
            var address = cursor.Int64();
            var size = filtered ? cursor.Number(entrySize - 12) : chunkSize;
            var mask = filtered ? cursor.UInt32() : 0;
            if (address != Hdf5Source.NoAddress)
                chunks.Add(new Chunk(first + i, address, size, mask));
        }
        cursor.Checksum();
        return chunks;
    }
}
