using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Graft.Weights;

/// <summary>The sizes of the element types, and their way to single precision.</summary>
internal static class Elements
{
    /// <summary>The bytes of one number.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        _ => 1,
    };

    /// <summary>Whether the type has values that are no finite numbers.</summary>
    public static bool MayBeNotFinite(this ElementType type) => type is ElementType.Float32 or ElementType.Float16
        or ElementType.BFloat16 or ElementType.Float64 or ElementType.Float8E4M3 or ElementType.Float8E5M2;

    /// <summary>
    /// Each little-endian number as the nearest single precision one; those that are such already where they lie.
    /// </summary>
    public static ReadOnlySpan<float> Singles(ElementType type, ReadOnlySpan<byte> bytes)
    {
        if (type == ElementType.Float32 && BitConverter.IsLittleEndian)
            return MemoryMarshal.Cast<byte, float>(bytes);
        var values = new float[bytes.Length / type.Size()];
        ToSingles(type, bytes, values);
        return values;
    }

    /// <summary>Each little-endian number as the nearest single precision one.</summary>
    public static void ToSingles(ElementType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        var size = type.Size();
        for (var i = 0; i < values.Length; i++)
            values[i] = ToSingle(type, bytes.Slice(i * size, size));
    }

    private static float ToSingle(ElementType type, ReadOnlySpan<byte> number) => type switch
    {
        ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(number),
        ElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(number),
        ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(number) << 16),
        ElementType.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(number),
        ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(number),
        ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(number),
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(number),
        ElementType.Int8 => (sbyte)number[0],
        ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(number),
        ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(number),
        ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(number),
        ElementType.UInt8 => number[0],
        ElementType.Boolean => number[0] == 0 ? 0f : 1f,
        ElementType.Float8E4M3 => FromE4M3(number[0]),
        ElementType.Float8E5M2 => (float)BitConverter.UInt16BitsToHalf((ushort)(number[0] << 8)),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown element type"),
    };

    // Micikevicius et al., FP8 Formats for Deep Learning, 2022: bias 7, and only the largest pattern is not a number.
    private static float FromE4M3(byte bits)
    {
        var (exponent, fraction) = (bits >> 3 & 0xF, bits & 7);
        var size = (exponent, fraction) switch
        {
            (0xF, 7) => float.NaN,
            (0, _) => float.ScaleB(fraction, -9),
            _ => float.ScaleB(8 + fraction, exponent - 10),
        };
        return (bits & 0x80) == 0 ? size : -size;
    }
}
