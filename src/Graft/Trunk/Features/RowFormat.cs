using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Graft.Trunk.Features;

/// <summary>How the numbers of a row are kept.</summary>
public enum RowFormat
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>The upper half of 32-bit floating point, rounded to the nearest, ties to even.</summary>
    BFloat16,
}

/// <summary>Between numbers and the bytes that are kept of them, little-endian.</summary>
internal static class RowFormats
{
    /// <summary>How a trunk's features are kept: in as many bits as it computes with, where it computes in floating point.</summary>
    public static RowFormat Of(Precision precision) =>
        precision == Precision.Bf16 ? RowFormat.BFloat16 : RowFormat.Float32;

    public static int Size(this RowFormat format) => format == RowFormat.BFloat16 ? sizeof(ushort) : sizeof(float);

    public static void Encode(this RowFormat format, ReadOnlySpan<float> values, Span<byte> bytes)
    {
        if (format == RowFormat.Float32 && BitConverter.IsLittleEndian)
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
        else if (format == RowFormat.Float32)
            for (var i = 0; i < values.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], values[i]);
        else
            for (var i = 0; i < values.Length; i++)
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[(i * sizeof(ushort))..], UpperHalf(values[i]));
    }

    public static void Decode(this RowFormat format, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (format == RowFormat.Float32 && BitConverter.IsLittleEndian)
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
        else if (format == RowFormat.Float32)
            for (var i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        else
            for (var i = 0; i < values.Length; i++)
                values[i] = BitConverter.UInt32BitsToSingle(
                    (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * sizeof(ushort))..]) << 16);
    }

    /// <summary>The numbers as they will be read again, so that a run that stores them goes on with the same as the next.</summary>
    public static void Round(this RowFormat format, Span<float> values)
    {
        if (format == RowFormat.BFloat16)
            for (var i = 0; i < values.Length; i++)
                values[i] = BitConverter.UInt32BitsToSingle((uint)UpperHalf(values[i]) << 16);
    }

    private static ushort UpperHalf(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value)
            ? (ushort)((bits >> 16) | 0x40) // stays no number, whatever is cut off
            : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
