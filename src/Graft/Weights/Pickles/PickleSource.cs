using System.Buffers.Binary;
using System.Text;

namespace Graft.Weights.Pickles;

/// <summary>The bytes of a pickle from its first to its last. No length in it is believed before that many bytes are there.</summary>
internal sealed class PickleSource(FileBytes file)
{
    private const int LongestLine = 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] buffer = new byte[64 << 10];
    private long bufferStart;
    private int bufferLength;

    /// <summary>Where the next byte stands in the file.</summary>
    public long Position { get; private set; }

    public long Remaining => file.Length - Position;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>The only number in a pickle whose higher bytes come first.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>The next bytes, good until the next reading.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Remaining)
            throw Broken($"{count} bytes should follow and {Remaining} are left");
        if (count > buffer.Length)
        {
            if (count > Array.MaxLength)
                throw Broken($"a value of {count} bytes is too large");
            var large = new byte[count];
            file.Read(Position, large);
            Position += count;
            return large;
        }
        if (Position + count > bufferStart + bufferLength)
            Fill();
        var bytes = buffer.AsSpan((int)(Position - bufferStart), (int)count);
        Position += count;
        return bytes;
    }

    public string Text(long count)
    {
        var bytes = Take(count);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new WeightsException(Broken("a text is not UTF-8").Message, e);
        }
    }

    /// <summary>A text that ends with a line feed.</summary>
    public string Line()
    {
        var bytes = new List<byte>();
        for (var next = Byte(); next != '\n'; next = Byte())
        {
            if (bytes.Count == LongestLine)
                throw Broken($"a name is longer than {LongestLine} bytes");
            bytes.Add(next);
        }
        return Encoding.Latin1.GetString([.. bytes]);
    }

    /// <summary>The error of a pickle that contradicts itself.</summary>
    public WeightsException Broken(string what) => new($"'{file.Path}' has no sound pickle: {what} (byte {Position}).");

    /// <summary>The error of a pickle that asks for what weights have no need of.</summary>
    public WeightsException Refused(string what) => new($"'{file.Path}' is refused: {what} (byte {Position} of its pickle).");

    private void Fill()
    {
        bufferStart = Position;
        bufferLength = (int)Math.Min(buffer.Length, Remaining);
        file.Read(Position, buffer.AsSpan(0, bufferLength));
    }
}
