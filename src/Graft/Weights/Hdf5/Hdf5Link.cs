namespace Graft.Weights.Hdf5;

/// <summary>A name in a group.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The object's header; <see cref="Hdf5Source.NoAddress"/> for a link that is only a name.</param>
/// <param name="Kind">What it is, in words.</param>
internal sealed record Hdf5Link(string Name, long Address, string Kind)
{
    /// <summary>A link as the newer kind of group keeps it.</summary>
    public static Hdf5Link Parse(Hdf5Cursor cursor)
    {
        cursor.Version(1);
        var flags = cursor.Byte();
        var type = (flags & 0x08) != 0 ? cursor.Byte() : (byte)0;
        cursor.Skip(((flags & 0x04) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        var length = cursor.Number(1 << (flags & 3));
        if (length > cursor.Remaining)
            throw cursor.Source.Broken($"a link's name claims {length} bytes.");
        var name = cursor.Text((int)length);
        return type switch
        {
            0 => new(name, cursor.Int64(), "hard link"),
            1 => new(name, Hdf5Source.NoAddress, "soft link"),
            64 => new(name, Hdf5Source.NoAddress, "link into another file"),
            _ => new(name, Hdf5Source.NoAddress, $"link of the unknown kind {type}"),
        };
    }
}
