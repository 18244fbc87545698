using System.Buffers.Binary;

namespace Graft.Weights.Zip;

/// <summary>The record that ends a zip archive and says where its list of files is.</summary>
internal static class ZipEnd
{
    private const int EndSize = 22;
    private const int LocatorSize = 20;
    private const int LargeEndSize = 56;
    private const long LargestList = 64L << 20;

    /// <summary>
    /// Where the list is and how many files it has. The record must be the last thing in the file, so that there are no two
    /// opinions about which one counts; it is preceded by the large archives' one, if at all, and that by the list.
    /// </summary>
    public static (long Start, long Size, long Count) Find(FileBytes archive)
    {
        if (archive.Length < EndSize)
            throw ZipDirectory.Broken(archive, "it is too short: it was cut, perhaps by a broken download.");
        var address = archive.Length - EndSize;
        var end = Bytes(archive, address, EndSize);
        if (!end.AsSpan().StartsWith("PK\u0005\u0006"u8) || Short(end, 20) != 0)
            throw ZipDirectory.Broken(
                archive, "it does not end with its list of files: it was cut, or something was added behind the list.");
        if (Short(end, 4) != 0 || Short(end, 6) != 0 || Short(end, 8) != Short(end, 10))
            throw ZipDirectory.Broken(archive, "it is one of several parts.");
        var place = (Start: (long)Int(end, 16), Size: (long)Int(end, 12), Count: (long)Short(end, 10));
        if (address >= LocatorSize && Bytes(archive, address - LocatorSize, 4).AsSpan().SequenceEqual("PK\u0006\u0007"u8))
            (place, address) = Large(archive, address - LocatorSize, place);
        if (place.Start < 0 || place.Size < 0 || place.Start > address || place.Size != address - place.Start)
            throw ZipDirectory.Broken(
                archive, $"its list of files ({place.Size} bytes at {place.Start}) does not stand directly before its end.");
        if (place.Size > LargestList)
            throw ZipDirectory.Broken(archive, $"its list of files has {place.Size} bytes; {LargestList} is the limit.");
        return place;
    }

    private static ((long Start, long Size, long Count) Place, long Address) Large(
        FileBytes archive, long locatorAddress, (long Start, long Size, long Count) small)
    {
        var address = (long)Long(Bytes(archive, locatorAddress, LocatorSize), 8);
        if (address < 0 || address != locatorAddress - LargeEndSize)
            throw ZipDirectory.Broken(archive, "the end record for large archives is not where it should be.");
        var end = Bytes(archive, address, LargeEndSize);
        if (!end.AsSpan().StartsWith("PK\u0006\u0006"u8) || Long(end, 4) != LargeEndSize - 12 || Long(end, 24) != Long(end, 32))
            throw ZipDirectory.Broken(archive, "the end record for large archives is broken.");
        var place = (Start: (long)Long(end, 48), Size: (long)Long(end, 40), Count: (long)Long(end, 32));
        if ((small.Start != uint.MaxValue && small.Start != place.Start)
            || (small.Size != uint.MaxValue && small.Size != place.Size)
            || (small.Count != ushort.MaxValue && small.Count != place.Count))
            throw ZipDirectory.Broken(archive, "its two end records contradict each other.");
        return (place, address);
    }

    private static byte[] Bytes(FileBytes archive, long address, int count)
    {
        var bytes = new byte[count];
        archive.Read(address, bytes);
        return bytes;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
