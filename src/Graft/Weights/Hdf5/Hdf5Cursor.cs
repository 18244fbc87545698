using System.Buffers.Binary;
using System.Text;

namespace Graft.Weights.Hdf5;

/// <summary>Reads little-endian fields one after the other and refuses to go beyond the end.</summary>
internal sealed class Hdf5Cursor(Hdf5Source source, ReadOnlyMemory<byte> bytes, string what)
{
    public int Position { get; private set; }

    public int Remaining => bytes.Length - Position;

    public Hdf5Source Source => source;

    public string What => what;

    public ReadOnlySpan<byte> All => bytes.Span;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>An address or a length of eight bytes; all ones is <see cref="Hdf5Source.NoAddress"/>.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>A size of eight bytes, refused beyond 63 bits.</summary>
    public long Size()
    {
        var size = Int64();
        return size >= 0 ? size : throw source.Broken($"{what} holds a size beyond all bounds.");
    }

    /// <summary>A whole number of one to eight bytes.</summary>
    public long Number(int length)
    {
        var number = 0UL;
        var digits = Take(length);
        for (var i = length - 1; i >= 0; i--)
            number = (number << 8) | digits[i];
        return number <= long.MaxValue ? (long)number : throw source.Broken($"{what} holds a number beyond all bounds.");
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Remaining)
            throw source.Broken($"{what} is cut: {count} bytes are wanted at {Position} of {bytes.Length}.");
        var span = bytes.Span.Slice(Position, count);
        Position += count;
        return span;
    }

    /// <summary>The next bytes as a structure of their own.</summary>
    public Hdf5Cursor Part(int count, string part)
    {
        var from = Position;
        Take(count);
        return new Hdf5Cursor(source, bytes.Slice(from, count), part);
    }

    public void Skip(int count) => Take(count);

    /// <summary>Skips to the next multiple of eight bytes from the start.</summary>
    public void Align() => Skip((8 - Position % 8) % 8);

    public void Signature(string expected)
    {
        Span<byte> wanted = stackalloc byte[4];
        Encoding.ASCII.GetBytes(expected, wanted);
        if (!Take(4).SequenceEqual(wanted))
            throw source.Broken($"{what} does not begin with '{expected}'.");
    }

    public void Version(byte expected)
    {
        if (Byte() is var found && found != expected)
            throw source.Refused($"{what} has version {found}; only {expected} is read.");
    }

    /// <summary>Checks the four bytes that follow against all that came before.</summary>
    public void Checksum()
    {
        var computed = Hdf5Checksum.Lookup3(bytes.Span[..Position]);
        if (UInt32() != computed)
            throw source.Broken($"the checksum of {what} is wrong: its bytes were changed.");
    }

    /// <summary>UTF-8 up to the end or the first zero.</summary>
    public string Text(int length)
    {
        var text = Take(length);
        return Hdf5Text.Decode(source, text, what);
    }
}
