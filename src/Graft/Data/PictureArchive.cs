using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;
using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>
/// A zip whose entries are read in place. Several threads may read at once: each reads through a file handle of its own,
/// taken from a small stock.
/// </summary>
internal sealed class PictureArchive : IDisposable
{
    /// <summary>Each open reader keeps the archive's directory in memory, so there are few of them.</summary>
    private const int MostReaders = 4;

    private const long AlwaysAllowedBytes = 1 << 20;

    private readonly string path;
    private readonly ArchiveLimits limits;
    private readonly ConcurrentBag<ZipArchive> idle = [];
    private readonly SemaphoreSlim free = new(MostReaders);
    private volatile bool disposed;

    /// <summary>Opens an archive; its directory is read.</summary>
    /// <exception cref="InvalidDataException">It is no zip, or a damaged one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public PictureArchive(string path, ArchiveLimits limits)
    {
        this.path = path;
        this.limits = limits;
        idle.Add(OpenReader());
    }

    /// <summary>What the archive's directory says of each entry, in its order.</summary>
    public IReadOnlyList<ArchiveEntry> Entries() =>
        Use(reader => reader.Entries
            .Select((entry, index) => new ArchiveEntry(
                index,
                entry.FullName,
                entry.Length,
                entry.CompressedLength,
                entry.Crc32,
                entry.IsEncrypted,
                entry.ExternalAttributes))
            .ToArray());

    /// <summary>Reads an entry whole and checks its length and checksum.</summary>
    /// <exception cref="PictureException">It is too large, encrypted, damaged, or packed beyond the limit.</exception>
    public byte[] Read(ArchiveEntry entry, long maximumBytes)
    {
        Check(entry, maximumBytes);
        try
        {
            return Use(reader =>
            {
                using var content = Find(reader, entry).Open();
                var bytes = GC.AllocateUninitializedArray<byte>((int)entry.Length);
                content.ReadExactly(bytes);
                if (content.ReadByte() >= 0 || Crc32.HashToUInt32(bytes) != entry.Checksum)
                    throw new PictureException("The archive is damaged here: length or checksum are not what it says.");
                return bytes;
            });
        }
        catch (EndOfStreamException error)
        {
            throw new PictureException("The archive is damaged here: it holds less of the file than it says.", error);
        }
        catch (Exception error) when (IsDamage(error))
        {
            throw new PictureException($"The archive's entry cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Whether the entry's first bytes are those of a picture.</summary>
    public bool BeginsLikePicture(ArchiveEntry entry)
    {
        if (entry.IsEncrypted || entry.Length == 0)
            return false;
        try
        {
            return Use(reader =>
            {
                using var content = Find(reader, entry).Open();
                Span<byte> beginning = stackalloc byte[16];
                var count = content.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
                return PictureDecoder.Recognizes(beginning[..count]);
            });
        }
        catch (Exception error) when (IsDamage(error))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out var reader))
            reader.Dispose();
    }

    /// <summary>What .NET's reader throws at a directory or an entry that is not as it must be.</summary>
    internal static bool IsDamage(Exception error) =>
        error is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException;

    private void Check(ArchiveEntry entry, long maximumBytes)
    {
        if (entry.Length == 0)
            throw new PictureException("The file is empty.");
        if (entry.IsEncrypted)
            throw new PictureException("The archive holds it encrypted; make one without a password.");
        if (entry.Length > Math.Min(maximumBytes, Array.MaxLength))
            throw new PictureException($"The file has {entry.Length} bytes, more than the limit of {maximumBytes}.");
        if (entry.Length > AlwaysAllowedBytes && entry.Length / limits.MaximumRatio > entry.PackedLength)
            throw new PictureException(
                $"It is {entry.Length / Math.Max(1, entry.PackedLength)} times larger than packed; "
                + $"the limit is {limits.MaximumRatio}.");
    }

    private static ZipArchiveEntry Find(ZipArchive reader, ArchiveEntry entry)
    {
        if (entry.Index < reader.Entries.Count && reader.Entries[entry.Index] is var found
            && found.FullName == entry.FullName && found.Crc32 == entry.Checksum && found.Length == entry.Length)
            return found;
        throw new InvalidDataException("the archive changed while it was read.");
    }

    private T Use<T>(Func<ZipArchive, T> work)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        free.Wait();
        try
        {
            if (!idle.TryTake(out var reader))
                reader = OpenReader();
            try
            {
                return work(reader);
            }
            finally
            {
                idle.Add(reader);
                if (disposed)
                    Dispose();
            }
        }
        finally
        {
            free.Release();
        }
    }

    private ZipArchive OpenReader()
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
