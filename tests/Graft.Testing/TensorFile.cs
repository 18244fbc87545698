using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Graft.Testing;

/// <summary>One array of a reference file: its shape and its raw little-endian bytes.</summary>
public sealed record ReferenceArray(string DType, int[] Shape, byte[] Bytes)
{
    /// <summary>The values as float32, whatever they were stored as.</summary>
    public float[] Floats() => DType switch
    {
        "F32" => MemoryMarshal.Cast<byte, float>(Bytes).ToArray(),
        "F64" => Array.ConvertAll(MemoryMarshal.Cast<byte, double>(Bytes).ToArray(), v => (float)v),
        "U8" => Array.ConvertAll(Bytes, v => (float)v),
        "I32" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(Bytes).ToArray(), v => (float)v),
        "I64" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(Bytes).ToArray(), v => (float)v),
        _ => throw new NotSupportedException($"reference arrays of type {DType} are not read"),
    };
}

/// <summary>
/// A reader of safetensors for the reference data alone, written apart from the product's so that the two can be compared.
/// </summary>
public sealed class TensorFile
{
    private readonly Dictionary<string, ReferenceArray> arrays;

    private TensorFile(Dictionary<string, ReferenceArray> arrays) => this.arrays = arrays;

    public IReadOnlyCollection<string> Names => arrays.Keys;

    public ReferenceArray this[string name] =>
        arrays.TryGetValue(name, out var array) ? array : throw new KeyNotFoundException($"no array '{name}' in the reference file");

    public bool Contains(string name) => arrays.ContainsKey(name);

    public static TensorFile Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var arrays = new Dictionary<string, ReferenceArray>(StringComparer.Ordinal);
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
                continue;
            var offsets = entry.Value.GetProperty("data_offsets");
            var (begin, end) = (offsets[0].GetInt32(), offsets[1].GetInt32());
            arrays[entry.Name] = new ReferenceArray(
                entry.Value.GetProperty("dtype").GetString()!,
                [.. entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())],
                bytes[(8 + length + begin)..(8 + length + end)]);
        }
        return new TensorFile(arrays);
    }
}
