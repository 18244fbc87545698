namespace Graft.Weights.Hdf5;

/// <summary>
/// The part of HDF5 that weights files use, read without trust: groups of both kinds, texts and numbers, arrays in one
/// piece or in chunks (deflate, shuffle, Fletcher-32). Links are followed only where they name an object of the same file,
/// and no other file is ever opened. After the HDF5 File Format Specification, version 3.0 (The HDF Group).
/// </summary>
internal sealed class Hdf5File
{
    private readonly Hdf5Source source;
    private readonly long rootAddress;
    private readonly Dictionary<long, Hdf5Object> objects = [];

    public Hdf5File(FileBytes file, long address)
    {
        (source, rootAddress) = Superblock.Read(file, address);
        Heap = new GlobalHeap(source);
    }

    public GlobalHeap Heap { get; }

    /// <summary>The error of a file that contradicts itself.</summary>
    public WeightsException Broken(string what) => source.Broken(what);

    /// <summary>The error of a file that asks for what weights files have no need of.</summary>
    public WeightsException Refused(string what) => source.Refused(what);

    /// <summary>Whether a path leads to an object, whatever kind of link it ends with.</summary>
    public bool Exists(string path)
    {
        var end = path.LastIndexOf('/');
        var group = Find(path[..Math.Max(end, 0)]);
        return group.IsGroup && group.Links.ContainsKey(path[(end + 1)..]);
    }

    /// <summary>The object at a path from the root, which the empty path names itself.</summary>
    public Hdf5Object Find(string path)
    {
        var address = rootAddress;
        var passed = new HashSet<long> { address };
        foreach (var name in path.Length == 0 ? [] : path.Split('/'))
        {
            if (name is "" or "." or "..")
                throw source.Refused($"'{path}' is no plain path.");
            var group = At(address);
            if (!group.IsGroup)
                throw source.Broken($"'{path}' leads through something that is no group.");
            if (!group.Links.TryGetValue(name, out var link))
                throw source.Broken($"there is no '{path}' in it ('{name}' is missing).");
            if (link.Address == Hdf5Source.NoAddress)
                throw source.Refused($"'{path}' leads through a {link.Kind} ('{name}'), which is not followed.");
            address = link.Address;
            if (!passed.Add(address))
                throw source.Broken($"'{path}' runs in a circle.");
        }
        return At(address);
    }

    private Hdf5Object At(long address)
    {
        if (!objects.TryGetValue(address, out var found))
            objects[address] = found = new Hdf5Object(source, address);
        return found;
    }
}
