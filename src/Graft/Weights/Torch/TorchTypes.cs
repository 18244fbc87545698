using System.Collections.Frozen;

namespace Graft.Weights.Torch;

/// <summary>The names of the element types in torch's files.</summary>
internal static class TorchTypes
{
    /// <summary>Classes of storages, as torch called them until version 2 and still writes them.</summary>
    public static FrozenDictionary<string, ElementType> Storages { get; } = new Dictionary<string, ElementType>
    {
        ["FloatStorage"] = ElementType.Float32,
        ["DoubleStorage"] = ElementType.Float64,
        ["HalfStorage"] = ElementType.Float16,
        ["BFloat16Storage"] = ElementType.BFloat16,
        ["LongStorage"] = ElementType.Int64,
        ["IntStorage"] = ElementType.Int32,
        ["ShortStorage"] = ElementType.Int16,
        ["CharStorage"] = ElementType.Int8,
        ["ByteStorage"] = ElementType.UInt8,
        ["BoolStorage"] = ElementType.Boolean,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The dtypes.</summary>
    public static FrozenDictionary<string, ElementType> Elements { get; } = new Dictionary<string, ElementType>
    {
        ["float32"] = ElementType.Float32,
        ["float64"] = ElementType.Float64,
        ["float16"] = ElementType.Float16,
        ["bfloat16"] = ElementType.BFloat16,
        ["int64"] = ElementType.Int64,
        ["int32"] = ElementType.Int32,
        ["int16"] = ElementType.Int16,
        ["int8"] = ElementType.Int8,
        ["uint64"] = ElementType.UInt64,
        ["uint32"] = ElementType.UInt32,
        ["uint16"] = ElementType.UInt16,
        ["uint8"] = ElementType.UInt8,
        ["bool"] = ElementType.Boolean,
        ["float8_e4m3fn"] = ElementType.Float8E4M3,
        ["float8_e5m2"] = ElementType.Float8E5M2,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
