using System.IO.Compression;
using System.IO.Hashing;

namespace Graft.Runtime.Bundles;

/// <summary>
/// Reads one part of an archive from beginning to end and checks its length and its checksum when the end is reached.
/// </summary>
internal sealed class CheckedStream(
    Stream part, ZipArchive archive, string path, string name, long length, uint expected) : Stream
{
    private readonly Crc32 checksum = new();
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="BundleException">The part ends too soon, or its checksum is wrong.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0)
            return 0;
        var wanted = (int)Math.Min(buffer.Length, length - position);
        var count = wanted == 0 ? 0 : ReadSome(buffer[..wanted]);
        if (count == 0 && position < length)
            throw BundleException.Unreadable(path, $"its {name} is damaged: it ends after {position} of {length} bytes.");
        checksum.Append(buffer[..count]);
        position += count;
        if (position == length && checksum.GetCurrentHashAsUInt32() != expected)
            throw BundleException.Unreadable(path, $"its {name} is damaged: the checksum does not fit.");
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            part.Dispose();
            archive.Dispose();
        }
        base.Dispose(disposing);
    }

    private int ReadSome(Span<byte> buffer)
    {
        try
        {
            return part.Read(buffer);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw BundleException.Unreadable(path, $"its {name} cannot be read: {e.Message}", e);
        }
    }
}
