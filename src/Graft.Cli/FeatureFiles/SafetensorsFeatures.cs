using System.Buffers.Binary;
using System.Text.Json;

namespace Graft.Cli.FeatureFiles;

/// <summary>The safetensors format: the length of a JSON header, the header, the numbers of the one array.</summary>
internal sealed class SafetensorsFeatures : FeatureFile
{
    private const int Alignment = 8;
    private readonly Stream stream;

    public SafetensorsFeatures(Stream stream, FeatureTable table) : base(table)
    {
        this.stream = stream;
        var header = Header(table);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
    }

    protected override void Write(IReadOnlyList<string> names, ReadOnlyMemory<float> values) => WriteNumbers(stream, values.Span);

    private static byte[] Header(FeatureTable table)
    {
        var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (name, text) in table.Notes.OrderBy(note => note.Key, StringComparer.Ordinal))
                json.WriteString(name, text);
            json.WriteEndObject();
            json.WriteStartObject("features");
            json.WriteString("dtype", "F32");
            WriteArray(json, "shape", table.Shape);
            WriteArray(json, "data_offsets", [0, checked(table.Rows * table.RowLength * sizeof(float))]);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        while (header.Length % Alignment != 0)
            header.WriteByte((byte)' ');
        return header.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
