using System.Buffers.Binary;

namespace Graft.Weights.Zip;

/// <summary>What the list of files says about one of them.</summary>
internal sealed record ZipRecord(
    string Name, ReadOnlyMemory<byte> NameBytes, int Flags, int Method, uint Crc, long StoredSize, long Size, long Offset)
{
    /// <summary>The flag of a file whose sizes stand behind its bytes, because they were not known before.</summary>
    public const int HasDescriptor = 1 << 3;

    private const int FixedSize = 46;
    private const int Deflate = 8;
    private const int Encrypted = 1 << 0 | 1 << 6 | 1 << 13;

    // No real weights are compressed better; what is, is made to fill the memory.
    private const long AlwaysUnpacked = 16L << 20;
    private const long MostInflation = 100;

    public bool IsDeflated => Method == Deflate;

    /// <summary>Reads the first record of the rest of a list and takes it off.</summary>
    public static ZipRecord Parse(FileBytes archive, ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < FixedSize || !rest.StartsWith("PK\u0001\u0002"u8))
            throw ZipDirectory.Broken(archive, "its list of files is broken.");
        var (nameLength, extraLength, commentLength) = (Short(rest, 28), Short(rest, 30), Short(rest, 32));
        var length = FixedSize + nameLength + extraLength + commentLength;
        if (rest.Length < length)
            throw ZipDirectory.Broken(archive, "its list of files is cut.");
        var nameBytes = rest.Slice(FixedSize, nameLength).ToArray();
        var name = ZipNames.Decode(archive, nameBytes, fromUnix: rest[5] == 3, Int(rest, 38));
        var sizes = Sizes(archive, name, rest, rest.Slice(FixedSize + nameLength, extraLength));
        var record = new ZipRecord(
            name, nameBytes, Short(rest, 8), Short(rest, 10), Int(rest, 16), sizes.Stored, sizes.Full, sizes.Offset);
        record.Check(archive);
        rest = rest[length..];
        return record;
    }

    private void Check(FileBytes archive)
    {
        if ((Flags & Encrypted) != 0)
            throw ZipDirectory.Broken(archive, $"'{Name}' is encrypted.");
        if (Method is not (0 or Deflate))
            throw ZipDirectory.Broken(archive, $"'{Name}' is compressed by method {Method}; stored and deflated files are read.");
        if (StoredSize < 0 || Size < 0 || Offset < 0 || StoredSize > archive.Length)
            throw ZipDirectory.Broken(archive, $"'{Name}' is said to have {StoredSize} bytes at {Offset}.");
        if (Method == 0 && StoredSize != Size)
            throw ZipDirectory.Broken(archive, $"'{Name}' has {Size} bytes and is said to be stored in {StoredSize}.");
        if (Size > AlwaysUnpacked && Size / MostInflation > StoredSize)
            throw ZipDirectory.Broken(
                archive, $"'{Name}' would unpack from {StoredSize} to {Size} bytes, which no weights do.");
    }

    // What does not fit into 32 bits stands in an extra field, in this order and only where it is missing before.
    private static (long Stored, long Full, long Offset) Sizes(
        FileBytes archive, string name, ReadOnlySpan<byte> record, ReadOnlySpan<byte> extra)
    {
        const ushort LargeSizes = 1;
        var (stored, full, offset) = ((long)Int(record, 20), (long)Int(record, 24), (long)Int(record, 42));
        while (extra.Length >= 4)
        {
            var (id, size) = (Short(extra, 0), Short(extra, 2));
            if (size > extra.Length - 4)
                throw ZipDirectory.Broken(archive, $"an extra field of '{name}' is cut.");
            var field = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id != LargeSizes)
                continue;
            full = full == uint.MaxValue ? Next(ref field) : full;
            stored = stored == uint.MaxValue ? Next(ref field) : stored;
            offset = offset == uint.MaxValue ? Next(ref field) : offset;
        }
        return (stored, full, offset);

        long Next(ref ReadOnlySpan<byte> field)
        {
            if (field.Length < 8)
                throw ZipDirectory.Broken(archive, $"the sizes of '{name}' are missing.");
            var value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
            return value;
        }
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
