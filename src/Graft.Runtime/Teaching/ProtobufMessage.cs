using System.Text;

namespace Graft.Runtime.Teaching;

/// <summary>
/// One message in protobuf's wire format, cut into its fields and no further, so that everything that is not asked for passes
/// through byte for byte, whatever it is. A program that only uses a model needs no protobuf library for that.
/// </summary>
internal static class ProtobufMessage
{
    private const int Variable = 0;
    private const int EightBytes = 1;
    private const int Counted = 2;
    private const int FourBytes = 5;

    /// <summary>Cuts a message.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public static IReadOnlyList<ProtobufField> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtobufField>();
        var at = 0;
        while (at < message.Length)
        {
            var start = at;
            var key = ReadNumber(message.Span, ref at);
            var (number, value, content) = ((int)(key >> 3), 0UL, ReadOnlyMemory<byte>.Empty);
            switch ((int)(key & 7))
            {
                case Variable:
                    value = ReadNumber(message.Span, ref at);
                    break;
                case Counted:
                    var length = ReadNumber(message.Span, ref at);
                    content = message.Slice(at, Within(message, at, length));
                    at += content.Length;
                    break;
                case EightBytes:
                    at += Within(message, at, 8);
                    break;
                case FourBytes:
                    at += Within(message, at, 4);
                    break;
                default:
                    throw new InvalidDataException($"a field of the unknown kind {key & 7} stands at byte {start}");
            }
            fields.Add(new ProtobufField(number, value, content, message[start..at]));
        }
        return fields;
    }

    /// <summary>Writes a field of counted bytes: a text, a message, a packed list.</summary>
    public static void Write(Stream stream, int number, ReadOnlySpan<byte> content)
    {
        WriteNumber(stream, (uint)(number << 3 | Counted));
        WriteNumber(stream, (ulong)content.Length);
        stream.Write(content);
    }

    /// <summary>Writes a field of text.</summary>
    public static void Write(Stream stream, int number, string text) => Write(stream, number, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a field of one whole number.</summary>
    public static void Write(Stream stream, int number, long value)
    {
        WriteNumber(stream, (uint)(number << 3 | Variable));
        WriteNumber(stream, (ulong)value);
    }

    /// <summary>Writes a message into bytes.</summary>
    public static byte[] Of(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    /// <summary>A list of whole numbers, packed into one field or one number a field.</summary>
    public static IReadOnlyList<long> Numbers(IEnumerable<ProtobufField> fields)
    {
        var numbers = new List<long>();
        foreach (var field in fields)
        {
            if (field.Content.IsEmpty)
                numbers.Add((long)field.Number64);
            for (var at = 0; at < field.Content.Length;)
                numbers.Add((long)ReadNumber(field.Content.Span, ref at));
        }
        return numbers;
    }

    private static int Within(ReadOnlyMemory<byte> message, int at, ulong length) => length <= (ulong)(message.Length - at)
        ? (int)length
        : throw new InvalidDataException($"a field at byte {at} is longer than what is left");

    private static ulong ReadNumber(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at == bytes.Length)
                throw new InvalidDataException("it ends within a number");
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw new InvalidDataException($"a number before byte {at} has no end");
    }

    private static void WriteNumber(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}

/// <summary>One field of a message.</summary>
/// <param name="Number">Its number in the message's description.</param>
/// <param name="Number64">Its value, where it is a whole number.</param>
/// <param name="Content">Its bytes, where it is a text, a message or a packed list.</param>
/// <param name="Whole">The whole field as it stands in the message.</param>
internal readonly record struct ProtobufField(
    int Number, ulong Number64, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Whole)
{
    /// <summary>The bytes as text.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);
}
