using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Graft.Trunk.Features;

/// <summary>
/// A file of rows, read. It may be written to, cut off or deleted by others meanwhile: what is no longer there is not found. It is
/// read, not mapped, because a mapped file that is cut off ends the process.
/// </summary>
internal sealed class RowFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private bool wasRead;

    private RowFile(string path, SafeFileHandle handle, RowHeader header, long records) =>
        (Path, this.handle, Header, Records) = (path, handle, header, records);

    public string Path { get; }

    public RowHeader Header { get; }

    /// <summary>Whole records when it was opened.</summary>
    public long Records { get; }

    /// <summary>Opens a file; null where it cannot be read or is no file of rows.</summary>
    public static RowFile? Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[RowHeader.Size];
            if (ReadAll(handle, bytes, 0) && RowHeader.Parse(bytes) is { } header)
                return new RowFile(path, handle, header, header.Records(RandomAccess.GetLength(handle)));
        }
        catch (Exception e) when (IsTrouble(e))
        {
            // A cache: what cannot be read is made again.
        }
        handle?.Dispose();
        return null;
    }

    /// <summary>The keys of its records in their order, whole or not; ends where the file does.</summary>
    public IEnumerable<byte[]> Keys()
    {
        for (var i = 0L; i < Records; i++)
        {
            var key = new byte[RowHeader.KeySize];
            if (!TryRead(i, key))
                yield break;
            yield return key;
        }
    }

    /// <summary>Reads a row; null where the record is not whole, or not that of the key.</summary>
    public float[]? Read(long number, ReadOnlySpan<byte> key)
    {
        var size = checked((int)Header.RecordSize);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var record = buffer.AsSpan(0, size);
            if (!TryRead(number, record) || !record.StartsWith(key) || !Header.Holds(record))
                return null;
            wasRead = true;
            var row = GC.AllocateUninitializedArray<float>(Header.RowLength);
            Header.Format.Decode(record[RowHeader.RowAt..], row);
            return row;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether a record is whole.</summary>
    public bool IsWhole(long number)
    {
        var record = new byte[Header.RecordSize];
        return TryRead(number, record) && Header.Holds(record);
    }

    /// <summary>Notes when it was last used, where it was.</summary>
    public void MarkUsed(DateTimeOffset now)
    {
        if (!wasRead)
            return;
        try
        {
            File.SetLastWriteTimeUtc(Path, now.UtcDateTime);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            // Deleted meanwhile, or not ours: it only loses its place in the order.
        }
    }

    public void Dispose() => handle.Dispose();

    /// <summary>What a disk may answer.</summary>
    public static bool IsTrouble(Exception e) => e is IOException or UnauthorizedAccessException or NotSupportedException;

    private bool TryRead(long number, Span<byte> bytes)
    {
        try
        {
            return ReadAll(handle, bytes, RowHeader.Size + number * Header.RecordSize);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            return false;
        }
    }

    private static bool ReadAll(SafeFileHandle handle, Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            var count = RandomAccess.Read(handle, bytes, at);
            if (count == 0)
                return false;
            bytes = bytes[count..];
            at += count;
        }
        return true;
    }
}
