using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Runtime.Teaching;

/// <summary>
/// The table of contents of a safetensors file: what is needed to read arrays of a bundle, and to write them again with some
/// exchanged, without loading the rest.
/// </summary>
/// <param name="Metadata">Texts about the file; null where there are none.</param>
/// <param name="Arrays">The arrays in the order of their bytes, without gap.</param>
internal sealed record SafetensorsTable(JsonObject? Metadata, IReadOnlyList<SafetensorsArray> Arrays)
{
    private const string MetadataName = "__metadata__";
    private const int LongestHeader = 100_000_000;

    /// <summary>Reads the table; the stream stands at the first array's bytes afterwards.</summary>
    /// <exception cref="InvalidDataException">It is no such table; half a sentence says why.</exception>
    public static SafetensorsTable Read(Stream stream)
    {
        try
        {
            Span<byte> length = stackalloc byte[8];
            stream.ReadExactly(length);
            var count = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (count is < 2 or > LongestHeader)
                throw new InvalidDataException($"its header claims {count} bytes");
            var text = new byte[count];
            stream.ReadExactly(text);
            var header = JsonNode.Parse(text)!.AsObject();
            return new SafetensorsTable(header[MetadataName] as JsonObject, InOrder(header));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or EndOfStreamException or FormatException
            or NullReferenceException or OverflowException)
        {
            throw new InvalidDataException("its header is not readable", e);
        }
    }

    /// <summary>Writes the table; the arrays' bytes come after it, in the same order.</summary>
    public void Write(Stream stream)
    {
        var header = new JsonObject();
        if (Metadata is not null)
            header.Add(MetadataName, Metadata.DeepClone());
        var at = 0L;
        foreach (var array in Arrays)
        {
            header.Add(array.Name, new JsonObject
            {
                ["dtype"] = array.Type,
                ["shape"] = new JsonArray([.. array.Shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(JsonValue.Create(at), JsonValue.Create(at + array.Length)),
            });
            at += array.Length;
        }
        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        // Padded, so that the numbers behind it lie at multiples of 8.
        var padding = (8 - text.Length % 8) % 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length + padding);
        stream.Write(length);
        stream.Write(text);
        stream.Write("       "u8[..padding]);
    }

    private static List<SafetensorsArray> InOrder(JsonObject header)
    {
        var arrays = new List<SafetensorsArray>();
        var end = 0L;
        foreach (var (name, entry) in header.Where(entry => entry.Key != MetadataName)
            .OrderBy(entry => (long)entry.Value!["data_offsets"]![0]!).ThenBy(entry => (long)entry.Value!["data_offsets"]![1]!))
        {
            var (from, to) = ((long)entry!["data_offsets"]![0]!, (long)entry["data_offsets"]![1]!);
            if (from != end || to < from)
                throw new InvalidDataException($"its array '{name}' does not follow the one before");
            arrays.Add(new(name, (string)entry["dtype"]!, [.. entry["shape"]!.AsArray().Select(size => (long)size!)], to - from));
            end = to;
        }
        return arrays;
    }
}

/// <summary>One array of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its numbers are, such as <c>F32</c>.</param>
/// <param name="Shape">Its shape, row after row.</param>
/// <param name="Length">How many bytes it has.</param>
internal sealed record SafetensorsArray(string Name, string Type, IReadOnlyList<long> Shape, long Length);
