using System.IO.Compression;
using System.IO.Hashing;

namespace Graft.Runtime.Bundles;

/// <summary>
/// A bundle as one file: a zip whose entries are stored, not compressed. What lies in it is therefore never larger than
/// the file, and
/// nothing is ever unpacked to disk.
/// </summary>
internal sealed class BundleArchive : BundleSource
{
    private readonly record struct Entry(long Length, uint Crc);

    private readonly string path;
    private readonly Dictionary<string, Entry> entries;

    public BundleArchive(string path, BundleLimits limits)
    {
        this.path = path;
        try
        {
            using var stream = OpenFile();
            RefuseOtherFiles(stream);
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            entries = Read(archive, stream.Length, limits);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw BundleException.Unreadable(path, $"it is damaged or cut short: it cannot be read as a zip: {e.Message}", e);
        }
        Files = entries.ToDictionary(entry => entry.Key, entry => entry.Value.Length, StringComparer.Ordinal);
    }

    public override IReadOnlyDictionary<string, long> Files { get; }

    public override Stream Open(string file)
    {
        FileStream? stream = null;
        ZipArchive? archive = null;
        try
        {
            stream = OpenFile();
            archive = new ZipArchive(stream, ZipArchiveMode.Read);
            var expected = entries[file];
            var entry = archive.GetEntry(file);
            if (entry is null || entry.Length != expected.Length || entry.Crc32 != expected.Crc)
                throw BundleException.Unreadable(path, "it has changed since it was opened.");
            var part = new CheckedStream(entry.Open(), archive, path, file, expected.Length, expected.Crc);
            (stream, archive) = (null, null);
            return part;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw BundleException.Unreadable(path, $"its {file} cannot be read: {e.Message}", e);
        }
        finally
        {
            archive?.Dispose();
            stream?.Dispose();
        }
    }

    public override PartLocation Locate(string file)
    {
        try
        {
            var (length, crc) = entries[file];
            using var stream = OpenFile();
            var offset = OffsetOf(file, stream);
            stream.Position = offset;
            if (ChecksumOf(stream, length) != crc)
                throw BundleException.Unreadable(path, $"its {file} is damaged: the checksum does not fit.");
            return new PartLocation(path, offset, length);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw BundleException.Unreadable(path, $"its {file} cannot be read: {e.Message}", e);
        }
    }

    // The framework's reader does not say where an entry lies, but where it stands after the first byte of a stored one.
    private long OffsetOf(string file, FileStream stream)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var entry = archive.GetEntry(file) ?? throw BundleException.Unreadable(path, "it has changed since it was opened.");
        using var part = entry.Open();
        return part.ReadByte() < 0 ? stream.Position : stream.Position - 1;
    }

    private static uint ChecksumOf(FileStream stream, long length)
    {
        var checksum = new Crc32();
        var buffer = new byte[1 << 16];
        while (length > 0)
        {
            var count = (int)Math.Min(buffer.Length, length);
            stream.ReadExactly(buffer, 0, count);
            checksum.Append(buffer.AsSpan(0, count));
            length -= count;
        }
        return checksum.GetCurrentHashAsUInt32();
    }

    private FileStream OpenFile() => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    private void RefuseOtherFiles(FileStream stream)
    {
        Span<byte> start = stackalloc byte[4];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (length == 0)
            throw BundleException.Unreadable(path, "it is an empty file.");
        if (!start[..length].SequenceEqual("PK\u0003\u0004"u8))
            throw BundleException.Unreadable(path, "it is no bundle: a bundle is a zip, and this file does not begin as one.");
        stream.Position = 0;
    }

    private Dictionary<string, Entry> Read(ZipArchive archive, long length, BundleLimits limits)
    {
        if (archive.Entries.Count > limits.MaximumFiles)
            throw BundleException.Unreadable(path,
                $"it is no bundle: it holds {archive.Entries.Count} files, and a bundle at most {limits.MaximumFiles}.");
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        var total = 0L;
        foreach (var entry in archive.Entries)
        {
            if (!IsPlainName(entry.FullName))
                throw BundleException.Unreadable(path,
                    $"it is no bundle: it holds '{Printable(entry.FullName)}', and the parts of a bundle lie in no folder.");
            if (entry.IsEncrypted || entry.CompressedLength != entry.Length)
                throw BundleException.Unreadable(path,
                    $"its {entry.FullName} is compressed or encrypted, and the parts of a bundle are stored as they are "
                    + "(zip -0 makes such a file; an unpacked folder is taken too).");
            if (!entries.TryAdd(entry.FullName, new Entry(entry.Length, entry.Crc32)))
                throw BundleException.Unreadable(path, $"it holds {entry.FullName} twice.");
            total += entry.Length;
            if (entry.Length > length || total > length)
                throw BundleException.Unreadable(path, "it is damaged: its parts are said to be longer than the whole file.");
        }
        return entries;
    }

    private static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 100 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string Printable(string name)
    {
        var start = name.Length <= 60 ? name : name[..60] + "...";
        return string.Concat(start.Select(c => char.IsControl(c) ? '?' : c));
    }
}
