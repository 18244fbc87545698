using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Graft.Trunk.Features;

/// <summary>
/// The first 1024 bytes of a file of rows: what it is, and whose rows it holds. The file goes on with records of one size, each a
/// key, a checksum over space, key and row, and the row. A record proves itself, so that nothing has to be written in order: a
/// torn or foreign one is not read.
/// </summary>
/// <param name="Space">The digest of the space that its rows belong to.</param>
/// <param name="RowLength">Numbers in a row.</param>
/// <param name="Format">How they are kept.</param>
/// <param name="Description">For people: which network, which place.</param>
internal sealed record RowHeader(byte[] Space, int RowLength, RowFormat Format, string Description)
{
    public const int Size = 1024;
    public const int KeySize = SHA256.HashSizeInBytes;
    public const int ChecksumSize = 16;
    public const int RowAt = KeySize + ChecksumSize;

    private const int VersionAt = 8;
    private const int RowLengthAt = 12;
    private const int FormatAt = 16;
    private const int DescriptionSizeAt = 20;
    private const int SpaceAt = 24;
    private const int DescriptionAt = 56;
    private const int HashAt = Size - SHA256.HashSizeInBytes;
    private const int LongestDescription = 512;
    private const int Version = 1;

    public RowHeader(FeatureSpace space)
        : this(space.Digest.ToArray(), space.RowLength, space.Format, space.Description)
    {
    }

    private static ReadOnlySpan<byte> Magic => "GraftRow"u8;

    /// <summary>Bytes of a record.</summary>
    public long RecordSize => RowAt + (long)RowLength * Format.Size();

    /// <summary>Whole records in a file of a length.</summary>
    public long Records(long fileLength) => Math.Max(0, (fileLength - Size) / RecordSize);

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        Write(VersionAt, Version);
        Write(RowLengthAt, RowLength);
        Write(FormatAt, (int)Format);
        Space.CopyTo(bytes, SpaceAt);
        Encoding.UTF8.GetEncoder().Convert(
            Description, bytes.AsSpan(DescriptionAt, LongestDescription), flush: true, out _, out var used, out _);
        Write(DescriptionSizeAt, used);
        SHA256.HashData(bytes.AsSpan(0, HashAt), bytes.AsSpan(HashAt));
        return bytes;

        void Write(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
    }

    /// <summary>Reads it; null where the bytes are no header, or that of another version.</summary>
    public static RowHeader? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size || !bytes.StartsWith(Magic)
            || !SHA256.HashData(bytes[..HashAt]).AsSpan().SequenceEqual(bytes[HashAt..Size])
            || Read(bytes, VersionAt) != Version)
            return null;
        var (rowLength, format, length) = (Read(bytes, RowLengthAt), Read(bytes, FormatAt), Read(bytes, DescriptionSizeAt));
        if (rowLength < 1 || !Enum.IsDefined((RowFormat)format) || length is < 0 or > LongestDescription)
            return null;
        return new(
            bytes.Slice(SpaceAt, SHA256.HashSizeInBytes).ToArray(), rowLength, (RowFormat)format,
            Encoding.UTF8.GetString(bytes.Slice(DescriptionAt, length)));
    }

    /// <summary>Writes the checksum of a record: of its space, its key and its row.</summary>
    public void Checksum(ReadOnlySpan<byte> record, Span<byte> checksum)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Space);
        hash.AppendData(record[..KeySize]);
        hash.AppendData(record[RowAt..]);
        hash.GetHashAndReset(digest);
        digest[..ChecksumSize].CopyTo(checksum);
    }

    /// <summary>Whether a record is whole and belongs to the space.</summary>
    public bool Holds(ReadOnlySpan<byte> record)
    {
        Span<byte> checksum = stackalloc byte[ChecksumSize];
        Checksum(record, checksum);
        return checksum.SequenceEqual(record.Slice(KeySize, ChecksumSize));
    }

    private static int Read(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
