namespace Graft.Weights;

/// <summary>What one number of a stored array is. Numbers are little-endian wherever Graft reads or writes them.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16,

    /// <summary>The upper half of a single precision number, 2 bytes.</summary>
    BFloat16,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    Float64,

    /// <summary>A signed integer of 8 bytes.</summary>
    Int64,

    /// <summary>A signed integer of 4 bytes.</summary>
    Int32,

    /// <summary>A signed integer of 2 bytes.</summary>
    Int16,

    /// <summary>A signed integer of 1 byte.</summary>
    Int8,

    /// <summary>An unsigned integer of 8 bytes.</summary>
    UInt64,

    /// <summary>An unsigned integer of 4 bytes.</summary>
    UInt32,

    /// <summary>An unsigned integer of 2 bytes.</summary>
    UInt16,

    /// <summary>An unsigned integer of 1 byte.</summary>
    UInt8,

    /// <summary>One byte: 0 is false, anything else true.</summary>
    Boolean,

    /// <summary>1 byte: sign, 4 bits of exponent, 3 of fraction; no infinity (torch's <c>float8_e4m3fn</c>).</summary>
    Float8E4M3,

    /// <summary>1 byte: the upper half of a half precision number (torch's <c>float8_e5m2</c>).</summary>
    Float8E5M2,
}
