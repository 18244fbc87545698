namespace Graft.Weights.Hdf5;

/// <summary>The shape of an array or attribute.</summary>
internal static class Dataspace
{
    private const int MostDimensions = 32;

    /// <summary>The sizes of the dimensions, none for a single element; null where there is no element by declaration.</summary>
    public static long[]? Parse(Hdf5Cursor cursor)
    {
        const byte Null = 2;
        var version = cursor.Byte();
        if (version is not (1 or 2))
            throw cursor.Source.Refused($"a shape has version {version}; 1 and 2 are read.");
        var rank = cursor.Byte();
        cursor.Skip(1);
        var type = cursor.Byte();
        if (version == 1)
            cursor.Skip(4);
        else if (type == Null)
            return null;
        if (rank > MostDimensions)
            throw cursor.Source.Broken($"a shape has {rank} dimensions; {MostDimensions} is the limit.");
        var sizes = new long[rank];
        for (var i = 0; i < rank; i++)
            sizes[i] = cursor.Size();
        return sizes;
    }

    /// <summary>The product of the sizes times an element's bytes, refused beyond 63 bits.</summary>
    public static long ByteCount(Hdf5Source source, long[] sizes, int elementSize, string what)
    {
        var bytes = (UInt128)elementSize;
        foreach (var size in sizes)
        {
            bytes *= (UInt128)size;
            if (bytes > long.MaxValue)
                throw source.Broken($"{what} of shape [{string.Join(", ", sizes)}] is beyond all bounds.");
        }
        return (long)bytes;
    }
}
