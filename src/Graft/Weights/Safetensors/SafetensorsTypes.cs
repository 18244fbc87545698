using System.Collections.Frozen;

namespace Graft.Weights.Safetensors;

/// <summary>The names of the element types in the format.</summary>
internal static class SafetensorsTypes
{
    private static readonly FrozenDictionary<string, ElementType> ByName = new Dictionary<string, ElementType>
    {
        ["F32"] = ElementType.Float32,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["F64"] = ElementType.Float64,
        ["I64"] = ElementType.Int64,
        ["I32"] = ElementType.Int32,
        ["I16"] = ElementType.Int16,
        ["I8"] = ElementType.Int8,
        ["U64"] = ElementType.UInt64,
        ["U32"] = ElementType.UInt32,
        ["U16"] = ElementType.UInt16,
        ["U8"] = ElementType.UInt8,
        ["BOOL"] = ElementType.Boolean,
        ["F8_E4M3"] = ElementType.Float8E4M3,
        ["F8_E5M2"] = ElementType.Float8E5M2,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<ElementType, string> ByType =
        ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static bool TryParse(string name, out ElementType type) => ByName.TryGetValue(name, out type);

    public static string NameOf(ElementType type) => ByType[type];

    /// <summary>All names, for messages.</summary>
    public static string All { get; } = string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal));
}
