namespace Graft.Weights.Hdf5;

/// <summary>The older kind of group: names in a local heap, entries in the leaves of a tree.</summary>
internal sealed class SymbolTable
{
    private readonly Hdf5Source source;
    private readonly Hdf5Cursor heap;
    private readonly List<Hdf5Link> links = [];

    private SymbolTable(Hdf5Source source, long heapAddress)
    {
        this.source = source;
        heap = ReadHeap(heapAddress);
    }

    /// <summary>All links of a group, from the message that says where its tree and heap are.</summary>
    public static List<Hdf5Link> Read(Hdf5Cursor message)
    {
        var (tree, heap) = (message.Int64(), message.Int64());
        var table = new SymbolTable(message.Source, heap);
        foreach (var node in Tree1.Leaves(message.Source, tree, Tree1.Groups, keySize: 8))
            table.ReadNode(node.Child);
        return table.links;
    }

    private void ReadNode(long address)
    {
        const string What = "a node of a group";
        const int EntrySize = 40;
        var prefix = source.Read(address, 8, What);
        prefix.Signature("SNOD");
        prefix.Version(1);
        prefix.Skip(1);
        var count = prefix.UInt16();
        var entries = source.Read(address + 8, count * EntrySize, What);
        for (var i = 0; i < count; i++)
        {
            const uint SoftLink = 2;
            var (name, header, cache) = (entries.Size(), entries.Int64(), entries.UInt32());
            entries.Skip(20);
            links.Add(cache == SoftLink
                ? new(Name(name), Hdf5Source.NoAddress, "soft link")
                : new(Name(name), header, "hard link"));
        }
    }

    private string Name(long offset)
    {
        if (offset >= heap.All.Length)
            throw source.Broken($"a name should stand at {offset} in a heap of {heap.All.Length} bytes.");
        var name = heap.All[(int)offset..];
        if (!name.Contains((byte)0))
            throw source.Broken("a name in a group has no end.");
        return Hdf5Text.Decode(source, name, "a name in a group");
    }

    private Hdf5Cursor ReadHeap(long address)
    {
        const string What = "a heap of names";
        var header = source.Read(address, 32, What);
        header.Signature("HEAP");
        header.Version(0);
        header.Skip(3);
        var size = header.Size();
        header.Skip(8);
        return source.Read(header.Int64(), size, What);
    }
}
