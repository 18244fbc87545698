using System.IO.Compression;

namespace Graft.Weights.Hdf5;

/// <summary>What was done to chunks before they were stored, undone in the opposite order.</summary>
internal sealed class FilterPipeline
{
    private const int Deflate = 1;
    private const int Shuffle = 2;
    private const int Fletcher32 = 3;
    private const int SumSize = 4;

    private readonly Hdf5Source source;
    private readonly List<int> filters = [];

    private FilterPipeline(Hdf5Source source) => this.source = source;

    /// <summary>Whether a chunk may be longer than it is stored.</summary>
    public bool Compresses => filters.Contains(Deflate);

    public bool IsEmpty => filters.Count == 0;

    public static FilterPipeline None(Hdf5Source source) => new(source);

    public static FilterPipeline Parse(Hdf5Cursor cursor)
    {
        var pipeline = new FilterPipeline(cursor.Source);
        var version = cursor.Byte();
        if (version is not (1 or 2))
            throw cursor.Source.Refused($"a list of filters has version {version}; 1 and 2 are read.");
        var count = cursor.Byte();
        cursor.Skip(version == 1 ? 6 : 0);
        for (var i = 0; i < count; i++)
        {
            var id = cursor.UInt16();
            var nameLength = version == 1 || id >= 256 ? cursor.UInt16() : 0;
            cursor.Skip(2);
            var values = cursor.UInt16();
            cursor.Skip(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength);
            cursor.Skip(values * 4 + (version == 1 && values % 2 == 1 ? 4 : 0));
            if (id is not (Deflate or Shuffle or Fletcher32))
                throw cursor.Source.Refused($"an array is stored with filter {id}; deflate, shuffle and Fletcher-32 are read.");
            if (pipeline.filters.Contains(id))
                throw cursor.Source.Refused($"an array is stored with filter {id} twice.");
            pipeline.filters.Add(id);
        }
        return pipeline;
    }

    /// <summary>A chunk as it was before it was stored.</summary>
    /// <param name="stored">Its bytes in the file.</param>
    /// <param name="mask">A bit for each filter that was left out for this chunk.</param>
    /// <param name="size">How many bytes the chunk has.</param>
    /// <param name="elementSize">The bytes of one element.</param>
    public byte[] Undo(byte[] stored, uint mask, int size, int elementSize)
    {
        var bytes = stored;
        for (var i = filters.Count - 1; i >= 0; i--)
        {
            if ((mask >> i & 1) != 0)
                continue;
            bytes = filters[i] switch
            {
                Fletcher32 => WithoutSum(bytes),
                Deflate => Inflate(bytes, size + (HasSumInside(i, mask) ? SumSize : 0)),
                _ => Unshuffle(bytes, elementSize),
            };
        }
        if (bytes.Length != size)
            throw source.Broken($"a chunk has {bytes.Length} bytes instead of {size}.");
        return bytes;
    }

    private bool HasSumInside(int filter, uint mask) =>
        filters.IndexOf(Fletcher32) is var sum && sum >= 0 && sum < filter && (mask >> sum & 1) == 0;

    private byte[] WithoutSum(byte[] bytes)
    {
        if (bytes.Length < SumSize)
            throw source.Broken("a chunk is too short for its checksum.");
        var content = bytes[..^SumSize];
        if (Hdf5Checksum.Fletcher32(content) != BitConverter.ToUInt32(bytes, content.Length))
            throw source.Broken("the checksum of a chunk is wrong: its bytes were changed.");
        return content;
    }

    private byte[] Inflate(byte[] bytes, int size)
    {
        var result = new byte[size];
        try
        {
            using var inflate = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
            inflate.ReadExactly(result);
            if (inflate.ReadByte() >= 0)
                throw source.Broken($"a compressed chunk holds more than its {size} bytes.");
            return result;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new WeightsException(source.Broken($"a compressed chunk is broken ({e.Message})").Message, e);
        }
    }

    private static byte[] Unshuffle(byte[] bytes, int elementSize)
    {
        // All first bytes of the elements stand together, then all second ones; what does not fill an element stays at the end.
        var count = bytes.Length / elementSize;
        var result = bytes.ToArray();
        for (var part = 0; part < elementSize; part++)
            for (var i = 0; i < count; i++)
                result[i * elementSize + part] = bytes[part * count + i];
        return result;
    }
}
