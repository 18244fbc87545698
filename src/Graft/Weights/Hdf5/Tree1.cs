namespace Graft.Weights.Hdf5;

/// <summary>The older kind of tree, which indexes groups and chunks.</summary>
internal static class Tree1
{
    public const byte Groups = 0;
    public const byte Chunks = 1;

    /// <summary>The entries of all leaves from left to right. Siblings are never followed, no node is visited twice.</summary>
    /// <param name="source">The file.</param>
    /// <param name="root">The root's address; <see cref="Hdf5Source.NoAddress"/> for an empty tree.</param>
    /// <param name="type"><see cref="Groups"/> or <see cref="Chunks"/>.</param>
    /// <param name="keySize">The bytes of a key.</param>
    public static IEnumerable<(Hdf5Cursor Key, long Child)> Leaves(Hdf5Source source, long root, byte type, int keySize)
    {
        const string What = "a node of a tree";
        var visited = new HashSet<long>();
        var pending = new Stack<(long Address, int? Level)>();
        if (root != Hdf5Source.NoAddress)
            pending.Push((root, null));
        while (pending.TryPop(out var next))
        {
            if (!visited.Add(next.Address))
                throw source.Broken("a tree leads back into itself.");
            var head = source.Read(next.Address, 24, What);
            head.Signature("TREE");
            var (foundType, level, count) = (head.Byte(), head.Byte(), head.UInt16());
            if (foundType != type || level != (next.Level ?? level))
                throw source.Broken($"{What} is of another kind or height than its place.");
            var body = source.Read(next.Address + 24, (long)count * (keySize + 8) + keySize, What);
            var entries = new (Hdf5Cursor Key, long Child)[count];
            for (var i = 0; i < count; i++)
                entries[i] = (body.Part(keySize, What), body.Int64());
            if (level == 0)
            {
                foreach (var entry in entries)
                    yield return entry;
                continue;
            }
            for (var i = count - 1; i >= 0; i--)
                pending.Push((entries[i].Child, level - 1));
        }
    }
}
