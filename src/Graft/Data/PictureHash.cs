using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Graft.Data;

/// <summary>The SHA-256 of a picture file's bytes: the same picture, whatever it is called and wherever it lies.</summary>
public readonly record struct PictureHash
{
    private readonly UInt128 upper;
    private readonly UInt128 lower;

    private PictureHash(ReadOnlySpan<byte> digest)
    {
        upper = BinaryPrimitives.ReadUInt128BigEndian(digest);
        lower = BinaryPrimitives.ReadUInt128BigEndian(digest[16..]);
    }

    /// <summary>Hashes a whole file.</summary>
    public static PictureHash Of(ReadOnlySpan<byte> file)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(file, digest);
        return new PictureHash(digest);
    }

    /// <summary>Reads a hash from its 64 hexadecimal digits, in upper or lower case.</summary>
    /// <exception cref="FormatException">The text is not 64 hexadecimal digits.</exception>
    public static PictureHash Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 2 * SHA256.HashSizeInBytes
            ? new PictureHash(Convert.FromHexString(text))
            : throw new FormatException($"A picture hash has 64 hexadecimal digits; '{text}' has {text.Length} characters.");
    }

    /// <summary>The 64 hexadecimal digits, in lower case.</summary>
    public override string ToString()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(digest, upper);
        BinaryPrimitives.WriteUInt128BigEndian(digest[16..], lower);
        return Convert.ToHexStringLower(digest);
    }
}
