namespace Graft.Weights.Hdf5;

/// <summary>What one element of an array or attribute is: a number, a text, or something that weights files lack.</summary>
/// <param name="Size">Its bytes.</param>
/// <param name="Number">The number's kind, or null.</param>
/// <param name="IsFixedText">A text of at most <paramref name="Size"/> bytes.</param>
/// <param name="IsVariableText">A text in the file's global heap.</param>
/// <param name="Description">In words, for messages.</param>
internal sealed record Datatype(int Size, ElementType? Number, bool IsFixedText, bool IsVariableText, string Description)
{
    private static readonly string[] Classes =
    [
        "integers", "floating-point numbers", "times", "texts", "bit fields", "opaque bytes", "compounds", "references",
        "enumerations", "sequences of variable length", "arrays", "complex numbers",
    ];

    private bool IsOpaque { get; init; }

    /// <summary>Opaque bytes as the numbers that they are said to be; any other type as it is.</summary>
    public Datatype As(ElementType? meaning) =>
        IsOpaque && meaning is { } type && type.Size() == Size ? this with { Number = type } : this;

    public static Datatype Parse(Hdf5Cursor cursor)
    {
        var head = cursor.Byte();
        var bits = cursor.Number(3);
        var size = cursor.UInt32();
        if (size is 0 or > int.MaxValue)
            throw cursor.Source.Broken($"a type has {size} bytes.");
        var name = (head & 0x0F) < Classes.Length ? Classes[head & 0x0F] : $"of the unknown class {head & 0x0F}";
        var type = new Datatype((int)size, null, false, false, $"{name} of {size} bytes");
        return (head & 0x0F) switch
        {
            0 => type with { Number = Integer(cursor, bits, size) },
            1 => type with { Number = Floating(cursor, bits, size) },
            3 => type with { IsFixedText = true },
            5 => type with { IsOpaque = true },
            9 when (bits & 0x0F) == 1 => type with { IsVariableText = true, Description = "texts of variable length" },
            _ => type,
        };
    }

    private static ElementType? Integer(Hdf5Cursor cursor, long bits, uint size)
    {
        var (bigEndian, signed) = ((bits & 1) != 0, (bits & 8) != 0);
        var (offset, precision) = (cursor.UInt16(), cursor.UInt16());
        if (offset != 0 || precision != size * 8 || (bigEndian && size > 1))
            return null;
        return (size, signed) switch
        {
            (1, true) => ElementType.Int8,
            (1, false) => ElementType.UInt8,
            (2, true) => ElementType.Int16,
            (2, false) => ElementType.UInt16,
            (4, true) => ElementType.Int32,
            (4, false) => ElementType.UInt32,
            (8, true) => ElementType.Int64,
            (8, false) => ElementType.UInt64,
            _ => null,
        };
    }

    private static ElementType? Floating(Hdf5Cursor cursor, long bits, uint size)
    {
        const long ImpliedLeadingBit = 2;
        var littleEndian = (bits & 0x41) == 0;
        var normalised = ((bits >> 4) & 3) == ImpliedLeadingBit;
        var sign = (bits >> 8) & 0xFF;
        var (offset, precision) = (cursor.UInt16(), cursor.UInt16());
        var layout = (
            Exponent: cursor.Byte(),
            ExponentBits: cursor.Byte(),
            Fraction: cursor.Byte(),
            FractionBits: cursor.Byte(),
            Bias: cursor.UInt32());
        if (!littleEndian || !normalised || offset != 0 || precision != size * 8 || sign != precision - 1 || layout.Fraction != 0)
            return null;
        return (size, layout.Exponent, layout.ExponentBits, layout.FractionBits, layout.Bias) switch
        {
            (2, 10, 5, 10, 15) => ElementType.Float16,
            (2, 7, 8, 7, 127) => ElementType.BFloat16,
            (4, 23, 8, 23, 127) => ElementType.Float32,
            (8, 52, 11, 52, 1023) => ElementType.Float64,
            _ => null,
        };
    }
}
