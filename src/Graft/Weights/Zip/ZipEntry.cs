using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;

namespace Graft.Weights.Zip;

/// <summary>A file inside a zip archive. Its bytes are checked against their CRC-32 before the first of them is given out.</summary>
internal sealed class ZipEntry
{
    private readonly FileBytes archive;
    private readonly long start;
    private readonly long storedSize;
    private readonly uint crc;
    private bool isVerified;

    /// <param name="archive">The archive.</param>
    /// <param name="name">The name that the directory gives it.</param>
    /// <param name="start">Where its bytes begin.</param>
    /// <param name="storedSize">How many bytes it takes.</param>
    /// <param name="size">How many bytes it has.</param>
    /// <param name="isDeflated">Whether it is compressed.</param>
    /// <param name="crc">The CRC-32 of its bytes.</param>
    public ZipEntry(FileBytes archive, string name, long start, long storedSize, long size, bool isDeflated, uint crc)
    {
        (this.archive, this.start, this.storedSize, this.crc) = (archive, start, storedSize, crc);
        (Name, Size, IsDeflated) = (name, size, isDeflated);
    }

    public string Name { get; }

    /// <summary>How many bytes it has when it is unpacked.</summary>
    public long Size { get; }

    /// <summary>Whether it has to be unpacked whole before any of it can be read.</summary>
    public bool IsDeflated { get; }

    /// <summary>The entry as a file by itself: where it lies if it is stored as it is, else unpacked into memory.</summary>
    public FileBytes Open()
    {
        if (IsDeflated)
            return FileBytes.InMemory(archive.Path, Inflate());
        Verify();
        return archive.Part(start, Size);
    }

    /// <summary>Reads from an entry that is stored as it is.</summary>
    /// <param name="offset">The first byte that is wanted; the caller has checked it.</param>
    /// <param name="destination">As many bytes as are wanted.</param>
    public void Read(long offset, Span<byte> destination)
    {
        if (IsDeflated)
            Inflate().AsSpan((int)offset, destination.Length).CopyTo(destination);
        else
        {
            Verify();
            archive.Read(start + offset, destination);
        }
    }

    private byte[] Inflate()
    {
        if (Size > Array.MaxLength)
            throw ZipDirectory.Broken(archive, $"'{Name}' is compressed and has {Size} bytes, more than is unpacked.");
        var stored = new byte[storedSize];
        archive.Read(start, stored);
        var bytes = new byte[Size];
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(stored), CompressionMode.Decompress);
            inflate.ReadExactly(bytes);
            if (inflate.ReadByte() >= 0)
                throw ZipDirectory.Broken(archive, $"'{Name}' unpacks to more than its {Size} bytes.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new WeightsException(
                ZipDirectory.Broken(archive, $"'{Name}' cannot be unpacked ({e.Message})").Message, e);
        }
        Check(Crc32.HashToUInt32(bytes));
        return bytes;
    }

    private void Verify()
    {
        if (isVerified)
            return;
        var sum = new Crc32();
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Size, 1 << 20));
        for (var done = 0L; done < Size;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, Size - done));
            archive.Read(start + done, piece);
            sum.Append(piece);
            done += piece.Length;
        }
        ArrayPool<byte>.Shared.Return(buffer);
        Check(sum.GetCurrentHashAsUInt32());
    }

    private void Check(uint found)
    {
        if (found != crc)
            throw ZipDirectory.Broken(
                archive, $"the bytes of '{Name}' were changed: their CRC-32 is {found:x8} and should be {crc:x8}.");
        isVerified = true;
    }
}
