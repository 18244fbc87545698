namespace Graft.Weights.Hdf5;

/// <summary>The collections of texts of variable length, each read once.</summary>
internal sealed class GlobalHeap(Hdf5Source source)
{
    private readonly Dictionary<long, Dictionary<int, ReadOnlyMemory<byte>>> collections = [];

    /// <summary>The text that a reference of 16 bytes (length, collection, index) points at.</summary>
    public string Text(Hdf5Cursor reference)
    {
        const string What = "a text of variable length";
        var (length, address, index) = (reference.UInt32(), reference.Int64(), reference.UInt32());
        if (length == 0)
            return "";
        if (!collections.TryGetValue(address, out var objects))
            collections[address] = objects = ReadCollection(address);
        if (!objects.TryGetValue((int)Math.Min(index, int.MaxValue), out var bytes) || bytes.Length < length)
            throw source.Broken($"{What} ({length} bytes) is not where it should be.");
        return Hdf5Text.Decode(source, bytes.Span[..(int)length], What);
    }

    private Dictionary<int, ReadOnlyMemory<byte>> ReadCollection(long address)
    {
        const string What = "a collection of texts";
        const int PrefixSize = 16;
        var prefix = source.Read(address, PrefixSize, What);
        prefix.Signature("GCOL");
        prefix.Version(1);
        prefix.Skip(3);
        var cursor = source.Read(address, prefix.Size(), What);
        cursor.Skip(PrefixSize);

        var objects = new Dictionary<int, ReadOnlyMemory<byte>>();
        while (cursor.Remaining >= 16)
        {
            var index = cursor.UInt16();
            cursor.Skip(6);
            var size = cursor.Size();
            if (index == 0)
                break;
            if (size > cursor.Remaining)
                throw source.Broken($"{What} holds one of {size} bytes and has {cursor.Remaining} left.");
            objects[index] = cursor.Take((int)size).ToArray();
            cursor.Skip(Math.Min((int)((8 - size % 8) % 8), cursor.Remaining));
        }
        return objects;
    }
}
