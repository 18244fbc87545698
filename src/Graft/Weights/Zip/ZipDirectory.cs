using System.Buffers.Binary;

namespace Graft.Weights.Zip;

/// <summary>
/// The list of files in a zip archive, read without trust: its records may not overlap, contradict themselves or each other,
/// leave room for a second archive, or name places outside. Nothing is ever unpacked to disk. After PKWARE's APPNOTE 6.3.10.
/// </summary>
internal sealed class ZipDirectory
{
    private readonly Dictionary<string, ZipEntry> byName = new(StringComparer.Ordinal);

    private ZipDirectory(FileBytes archive)
    {
        var place = ZipEnd.Find(archive);
        var bytes = new byte[place.Size];
        archive.Read(place.Start, bytes);
        var records = new List<ZipRecord>();
        for (ReadOnlySpan<byte> rest = bytes; rest.Length > 0;)
            records.Add(ZipRecord.Parse(archive, ref rest));
        if (records.Count != place.Count)
            throw Broken(archive, $"it should list {place.Count} files and lists {records.Count}.");

        var end = 0L;
        foreach (var record in records.OrderBy(record => record.Offset))
        {
            if (record.Offset < end)
                throw Broken(archive, $"'{record.Name}' begins inside another file.");
            var start = DataStart(archive, record);
            end = start + record.StoredSize;
            if (end > place.Start)
                throw Broken(archive, $"'{record.Name}' ({record.StoredSize} bytes) reaches beyond the files.");
            var entry = new ZipEntry(
                archive, record.Name, start, record.StoredSize, record.Size, record.IsDeflated, record.Crc);
            if (!byName.TryAdd(entry.Name, entry))
                throw Broken(archive, $"it lists '{entry.Name}' twice.");
        }
        Entries = [.. records.Where(record => !record.Name.EndsWith('/')).Select(record => byName[record.Name])];
    }

    /// <summary>The files in the order of the list, without the folders.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    public static ZipDirectory Read(FileBytes archive) => new(archive);

    /// <summary>The error of an archive that contradicts itself or asks for what weights have no need of.</summary>
    public static WeightsException Broken(FileBytes archive, string what) =>
        new($"'{archive.Path}' is no sound zip archive: {what}");

    /// <summary>The file of a name, or null.</summary>
    public ZipEntry? Find(string name) => byName.GetValueOrDefault(name);

    // What stands before a file's bytes repeats what the list says about it.
    private static long DataStart(FileBytes archive, ZipRecord record)
    {
        const int HeaderSize = 30;
        var header = new byte[HeaderSize + record.NameBytes.Length];
        if (record.Offset > archive.Length - header.Length)
            throw Broken(archive, $"'{record.Name}' begins beyond its end.");
        archive.Read(record.Offset, header);
        if (!header.AsSpan().StartsWith("PK\u0003\u0004"u8))
            throw Broken(archive, $"'{record.Name}' does not begin where the list says.");
        var (flags, method) = (Number(header, 6), Number(header, 8));
        var (nameLength, extraLength) = (Number(header, 26), Number(header, 28));
        if (nameLength != record.NameBytes.Length || !header.AsSpan(HeaderSize).SequenceEqual(record.NameBytes.Span))
            throw Broken(archive, $"'{record.Name}' has another name at its own place.");
        if ((flags | ZipRecord.HasDescriptor) != (record.Flags | ZipRecord.HasDescriptor) || method != record.Method)
            throw Broken(archive, $"'{record.Name}' is stored in another way than the list says.");
        if ((flags & ZipRecord.HasDescriptor) == 0)
        {
            var (stored, size) = (
                BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(18)),
                BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(22)));
            if ((stored != uint.MaxValue && stored != record.StoredSize) || (size != uint.MaxValue && size != record.Size))
                throw Broken(archive, $"'{record.Name}' has another size at its own place than in the list.");
        }
        return record.Offset + HeaderSize + nameLength + extraLength;
    }

    private static int Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
