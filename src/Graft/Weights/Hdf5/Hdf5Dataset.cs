namespace Graft.Weights.Hdf5;

/// <summary>
/// An array of numbers. That its bytes are all there, and that it is not larger than they allow, is checked when it is
/// made; the numbers are read later.
/// </summary>
internal sealed class Hdf5Dataset
{
    // Deflate cannot do better.
    private const long MostInflation = 1032;

    private readonly Hdf5Source source;
    private readonly string what;
    private readonly DataLayout layout;
    private readonly FilterPipeline filters;
    private readonly IReadOnlyList<Chunk> chunks = [];
    private readonly int chunkSize;

    public Hdf5Dataset(Hdf5Source source, string what, long[]? shape, Datatype type, DataLayout layout, FilterPipeline filters)
    {
        this.source = source;
        this.what = what;
        this.layout = layout;
        this.filters = filters;
        Shape = shape ?? throw source.Refused($"{what} has no numbers (a null dataspace).");
        ElementType = type.Number ?? throw source.Refused($"{what} holds {type.Description}, which are no weights.");
        var size = Dataspace.ByteCount(source, Shape, type.Size, what);
        switch (layout)
        {
            case DataLayout.Compact compact when compact.Bytes.Length != size:
                throw source.Broken($"{what} needs {size} bytes and has {compact.Bytes.Length}.");
            case DataLayout.Contiguous contiguous when size > 0:
                CheckContiguous(contiguous, size);
                break;
            case DataLayout.Chunked chunked when size > 0:
                chunkSize = ChunkSize(chunked, size, type.Size);
                chunks = ReadChunks(chunked);
                break;
        }
    }

    public long[] Shape { get; }

    public ElementType ElementType { get; }

    /// <summary>Whether a part of the numbers can be read without the rest.</summary>
    public bool IsReadInPieces => layout is DataLayout.Contiguous;

    /// <summary>Reads numbers, row-major, little-endian: all of them unless they are read in pieces.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="destination">As many bytes as are wanted.</param>
    public void Read(long start, Span<byte> destination)
    {
        switch (layout)
        {
            case DataLayout.Compact compact:
                compact.Bytes.Span.CopyTo(destination);
                break;
            case DataLayout.Contiguous contiguous when destination.Length > 0:
                source.Read(contiguous.Address + start, destination, what);
                break;
            case DataLayout.Chunked chunked:
                var grid = new ChunkGrid(Shape, chunked.Shape, ElementType.Size());
                foreach (var chunk in chunks)
                {
                    var stored = new byte[chunk.StoredSize];
                    source.Read(chunk.Address, stored, what);
                    grid.Copy(chunk.Place, filters.Undo(stored, chunk.Mask, chunkSize, ElementType.Size()), destination);
                }
                break;
        }
    }

    private void CheckContiguous(DataLayout.Contiguous contiguous, long size)
    {
        if (!filters.IsEmpty)
            throw source.Broken($"{what} has filters without chunks.");
        if (contiguous.Address == Hdf5Source.NoAddress)
            throw source.Broken($"{what} was never written.");
        if (contiguous.Size != size)
            throw source.Broken($"{what} needs {size} bytes and has {contiguous.Size}.");
        source.Check(contiguous.Address, size, what);
    }

    private int ChunkSize(DataLayout.Chunked chunked, long size, int elementSize)
    {
        const long AlwaysAllowed = 1 << 20;
        if (chunked.Shape.Length != Shape.Length)
            throw source.Broken($"{what} has {Shape.Length} dimensions and chunks of {chunked.Shape.Length}.");
        var bytes = Dataspace.ByteCount(source, chunked.Shape, elementSize, what);
        // A chunk may be larger than its array, but what would be the sense of it?
        if (bytes > int.MaxValue || bytes > Math.Max(AlwaysAllowed, size / 4 > long.MaxValue / 16 ? size : size * 4))
            throw source.Refused($"{what} of {size} bytes is stored in chunks of {bytes} bytes.");
        return (int)bytes;
    }

    private List<Chunk> ReadChunks(DataLayout.Chunked chunked)
    {
        if (chunked.Address == Hdf5Source.NoAddress)
            throw source.Broken($"{what} was never written.");
        var grid = ChunkGrid.Sizes(Shape, chunked.Shape);
        var count = grid.Aggregate((UInt128)1, (product, size) => UInt128.Min(product * (UInt128)size, ulong.MaxValue));
        if (count > (UInt128)source.Length)
            throw source.Broken($"{what} should have {count} chunks, more than the file has bytes.");

        var list = new List<Chunk>();
        var places = new HashSet<long>();
        var total = 0L;
        foreach (var chunk in new ChunkIndex(source, chunked, grid, chunkSize, !filters.IsEmpty).Read())
        {
            source.Check(chunk.Address, chunk.StoredSize, $"a chunk of {what}");
            total += chunk.StoredSize;
            if (!places.Add(chunk.Place) || total > source.Length)
                throw source.Broken($"{what} has two chunks in one place.");
            if (filters.Compresses ? chunkSize > chunk.StoredSize * MostInflation : chunkSize > chunk.StoredSize)
                throw source.Broken($"{what} has a chunk of {chunk.StoredSize} bytes, too few for {chunkSize}.");
            list.Add(chunk);
        }
        if ((UInt128)list.Count != count)
            throw source.Broken($"{what} has {list.Count} of {count} chunks: the rest was never written.");
        return list;
    }
}
