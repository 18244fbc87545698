namespace Graft.Weights.Hdf5;

/// <summary>The file's first structure: where addresses count from, where the root group is, where the file must end.</summary>
internal sealed record Superblock(Hdf5Source Source, long RootAddress)
{
    private static ReadOnlySpan<byte> SignatureBytes => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Where it stands: at the start, or behind foreign bytes at 512, 1024, 2048 ...; null where none is.</summary>
    public static long? Find(FileBytes file)
    {
        Span<byte> found = stackalloc byte[8];
        for (var address = 0L; address <= file.Length - found.Length; address = address == 0 ? 512 : address * 2)
        {
            file.Read(address, found);
            if (found.SequenceEqual(SignatureBytes))
                return address;
        }
        return null;
    }

    public static Superblock Read(FileBytes file, long address)
    {
        const string What = "the superblock";
        var source = new Hdf5Source(file, address);
        var version = source.Read(8, 1, What).Byte();
        var size = version switch
        {
            0 => 96,
            1 => 100,
            2 or 3 => 48,
            _ => throw source.Refused($"it has version {version} of HDF5's superblock; 0 to 3 are read."),
        };
        var cursor = source.Read(0, size, What);
        cursor.Skip(9);
        return version < 2 ? ReadOld(cursor, version, file, address) : ReadNew(cursor, file, address);
    }

    private static Superblock ReadOld(Hdf5Cursor cursor, byte version, FileBytes file, long address)
    {
        cursor.Skip(4);
        CheckSizes(cursor);
        cursor.Skip(version == 0 ? 9 : 13);
        CheckStart(cursor, address);
        cursor.Skip(8);
        CheckEnd(cursor, file);
        cursor.Skip(8 + 8);
        return new(cursor.Source, cursor.Int64());
    }

    private static Superblock ReadNew(Hdf5Cursor cursor, FileBytes file, long address)
    {
        CheckSizes(cursor);
        cursor.Skip(1);
        CheckStart(cursor, address);
        cursor.Skip(8);
        CheckEnd(cursor, file);
        var root = cursor.Int64();
        cursor.Checksum();
        return new(cursor.Source, root);
    }

    private static void CheckSizes(Hdf5Cursor cursor)
    {
        var (offsets, lengths) = (cursor.Byte(), cursor.Byte());
        if (offsets != 8 || lengths != 8)
            throw cursor.Source.Refused($"its addresses have {offsets} bytes and its lengths {lengths}; 8 and 8 are read.");
    }

    private static void CheckStart(Hdf5Cursor cursor, long address)
    {
        if (cursor.Int64() is var start && start != address)
            throw cursor.Source.Broken($"its addresses count from {start}, and it begins at {address}.");
    }

    private static void CheckEnd(Hdf5Cursor cursor, FileBytes file)
    {
        if (cursor.Int64() is var end && (end < 0 || end > file.Length))
            throw cursor.Source.Broken(
                $"it should have {(ulong)end} bytes and has {file.Length}: it was cut, perhaps by a broken download.");
    }
}
