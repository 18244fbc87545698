using System.Buffers.Binary;
using System.Text;

namespace Graft.Weights.Hdf5;

/// <summary>Messages of object headers as they are written (HDF5 File Format Specification 3.0, IV.A.2).</summary>
internal static class Hdf5Message
{
    /// <summary>The most bytes that a message can hold.</summary>
    public const int MostBytes = ushort.MaxValue;

    private const byte Version3 = 3;
    private const byte Utf8 = 1;

    /// <summary>What makes an object a group whose links stand in its header.</summary>
    public static IReadOnlyList<byte[]> Group() =>
        [Message(MessageType.LinkInfo, [0, 0, .. Number(-1), .. Number(-1)]), Message(MessageType.GroupInfo, [0, 0])];

    /// <summary>A link to an object.</summary>
    /// <param name="name">Its name in the group.</param>
    /// <param name="address">Where its header stands.</param>
    public static byte[] Link(string name, long address)
    {
        const byte LengthInTwoBytes = 1, HasCharacterSet = 0x10;
        var text = Encoding.UTF8.GetBytes(name);
        return Message(
            MessageType.Link, [1, LengthInTwoBytes | HasCharacterSet, Utf8, .. Short(text.Length), .. text, .. Number(address)]);
    }

    /// <summary>What makes an object an array of float32, in one piece.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="address">Where its numbers stand, or -1 where there are none.</param>
    /// <param name="length">Their bytes.</param>
    public static IReadOnlyList<byte[]> Singles(IReadOnlyList<long> shape, long address, long length)
    {
        const byte Contiguous = 1, AllocatedLateFilledIfSet = 0x0A;
        // Class 1; least byte first, leading bit implied, sign in bit 31; 4 bytes; 32 bits from 0 on; exponent 8 from 23 on,
        // fraction 23 from 0 on; bias 127.
        byte[] single = [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];
        return
        [
            Message(MessageType.Dataspace, Dataspace([.. shape])),
            Message(MessageType.Datatype, single),
            Message(MessageType.FillValue, [Version3, AllocatedLateFilledIfSet]),
            Message(MessageType.Layout, [Version3, Contiguous, .. Number(address), .. Number(length)]),
        ];
    }

    /// <summary>An attribute of texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="count">The length of the list; null for one text that is no list.</param>
    /// <param name="texts">The texts.</param>
    /// <exception cref="WeightsException">They do not fit a message.</exception>
    public static byte[] Attribute(string name, int? count, IReadOnlyList<string> texts)
    {
        const byte FixedText = 0x13, ZerosBehindUtf8 = 0x11;
        var bytes = texts.Select(Encoding.UTF8.GetBytes).ToList();
        var size = Math.Max(1, bytes.Select(text => text.Length).DefaultIfEmpty().Max());
        byte[] type = [FixedText, ZerosBehindUtf8, 0, 0, .. BitConverter.GetBytes(size)];
        var space = Dataspace(count is { } length ? [length] : []);
        byte[] title = [.. Encoding.UTF8.GetBytes(name), 0];
        var data = bytes.SelectMany(text => text.Concat(new byte[size - text.Length]));
        return Message(
            MessageType.Attribute,
            [
                Version3, 0, .. Short(title.Length), .. Short(type.Length), .. Short(space.Length), Utf8,
                .. title, .. type, .. space, .. data,
            ]);
    }

    private static byte[] Dataspace(IReadOnlyList<long> shape) =>
        [2, (byte)shape.Count, 0, (byte)(shape.Count == 0 ? 0 : 1), .. shape.SelectMany(Number)];

    private static byte[] Message(MessageType type, byte[] body) => body.Length > MostBytes
        ? throw new WeightsException($"A part of an HDF5 file would have {body.Length} bytes; at most {MostBytes} can be written.")
        : [(byte)type, .. Short(body.Length), 0, .. body];

    private static byte[] Short(int number)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)number);
        return bytes;
    }

    private static byte[] Number(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }
}
