using System.Numerics;

namespace Graft.Weights.Hdf5;

/// <summary>The newer kind of tree, which indexes links and attributes in a heap. Records lie in its inner nodes too.</summary>
internal sealed class Tree2
{
    private const string What = "a tree of links or attributes";
    private const int NodeOverhead = 10;

    private readonly Hdf5Source source;
    private readonly byte type;
    private readonly int nodeSize;
    private readonly int recordSize;
    private readonly int countBytes;
    private readonly List<long> totals = [];
    private readonly HashSet<long> visited = [];
    private readonly List<Hdf5Cursor> records = [];

    private Tree2(Hdf5Source source, byte type, int nodeSize, int recordSize)
    {
        this.source = source;
        this.type = type;
        this.nodeSize = nodeSize;
        this.recordSize = recordSize;
        var most = (nodeSize - NodeOverhead) / recordSize;
        countBytes = BytesFor(most);
        totals.Add(most);
    }

    /// <summary>The bytes that a number up to <paramref name="most"/> takes.</summary>
    public static int BytesFor(long most) => BitOperations.Log2((ulong)most) / 8 + 1;

    /// <summary>All records of the tree whose header is at an address.</summary>
    public static IReadOnlyList<Hdf5Cursor> Records(Hdf5Source source, long address, byte type)
    {
        var header = source.Read(address, 38, What);
        header.Signature("BTHD");
        header.Version(0);
        if (header.Byte() != type)
            throw source.Broken($"{What} is of another kind than its place.");
        var (nodeSize, recordSize, depth) = (header.UInt32(), header.UInt16(), header.UInt16());
        header.Skip(2);
        var (root, count) = (header.Int64(), header.UInt16());
        header.Skip(8);
        header.Checksum();
        if (recordSize == 0 || nodeSize < NodeOverhead + recordSize || nodeSize > 1 << 20 || depth > 16)
            throw source.Broken($"{What} has nodes that cannot be.");

        var tree = new Tree2(source, type, (int)nodeSize, recordSize);
        for (var level = 1; level <= depth; level++)
            tree.AddLevel(level);
        if (root != Hdf5Source.NoAddress)
            tree.Visit(root, count, depth);
        return tree.records;
    }

    private int PointerSize(int level) => 8 + countBytes + (level > 1 ? BytesFor(totals[level - 1]) : 0);

    private void AddLevel(int level)
    {
        var pointer = PointerSize(level);
        var most = (nodeSize - NodeOverhead - pointer) / (recordSize + pointer);
        if (most <= 0 || totals[level - 1] > long.MaxValue / 2 / (most + 1))
            throw source.Broken($"{What} has nodes that cannot be.");
        totals.Add((most + 1) * totals[level - 1] + most);
    }

    private void Visit(long address, int count, int level)
    {
        if (!visited.Add(address))
            throw source.Broken($"{What} leads back into itself.");
        var childBytes = level == 0 ? 0 : (count + 1) * PointerSize(level);
        var used = 6 + count * recordSize + childBytes;
        if (used + 4 > nodeSize)
            throw source.Broken($"{What} has a node of {count} records, more than fit.");
        var node = source.Read(address, used + 4, What);
        node.Signature(level == 0 ? "BTLF" : "BTIN");
        node.Version(0);
        if (node.Byte() != type)
            throw source.Broken($"{What} is of another kind than its place.");
        for (var i = 0; i < count; i++)
            records.Add(node.Part(recordSize, What));
        var children = new (long Address, int Count)[level == 0 ? 0 : count + 1];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = (node.Int64(), (int)node.Number(countBytes));
            node.Skip(PointerSize(level) - 8 - countBytes);
        }
        node.Checksum();
        foreach (var child in children)
            Visit(child.Address, child.Count, level - 1);
    }
}
