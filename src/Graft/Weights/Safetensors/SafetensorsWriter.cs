using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Graft.Runtime.Bundles;

namespace Graft.Weights.Safetensors;

/// <summary>
/// Writes safetensors. The bytes depend on what was added alone: metadata are ordered by name; arrays with larger elements
/// come first, so that every array begins at a multiple of its element's size; otherwise they keep the order of their adding.
/// </summary>
public sealed class SafetensorsWriter
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Entry> arrays = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal) { SafetensorsHeader.MetadataName };
    private readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);

    /// <summary>An empty file.</summary>
    /// <param name="metadata">Free text by name that the file carries, or null.</param>
    public SafetensorsWriter(IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        foreach (var (name, text) in metadata ?? [])
            this.metadata.Add(name, text);
    }

    /// <summary>Adds an array of single precision numbers; they are copied.</summary>
    /// <param name="name">Its name, which no other array has.</param>
    /// <param name="shape">Its shape, row-major.</param>
    /// <param name="values">As many numbers as the shape has.</param>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the numbers.</exception>
    public void Add(string name, IEnumerable<long> shape, ReadOnlySpan<float> values)
    {
        var bytes = MemoryMarshal.AsBytes(values).ToArray();
        if (!BitConverter.IsLittleEndian)
            foreach (ref var number in MemoryMarshal.Cast<byte, int>(bytes.AsSpan()))
                number = BinaryPrimitives.ReverseEndianness(number);
        Add(name, ElementType.Float32, shape, bytes);
    }

    /// <summary>Adds an array by its bytes, which are not copied: little-endian, row-major.</summary>
    /// <param name="name">Its name, which no other array has.</param>
    /// <param name="elementType">What one number is.</param>
    /// <param name="shape">Its shape, row-major.</param>
    /// <param name="bytes">As many bytes as shape and type need.</param>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not fit the bytes.</exception>
    public void Add(string name, ElementType elementType, IEnumerable<long> shape, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long[] sizes = [.. shape];
        var needed = sizes.Aggregate((Int128)elementType.Size(), (product, size) => product * size);
        if (sizes.Any(size => size < 0) || needed != bytes.Length)
            throw new ArgumentException(
                $"'{name}' of shape [{string.Join(", ", sizes)}] takes {needed} bytes, not {bytes.Length}.", nameof(bytes));
        Add(name, elementType, sizes, [bytes]);
    }

    /// <summary>Adds an array whose bytes are asked for, piece by piece, when the file is written.</summary>
    internal void Add(string name, ElementType elementType, long[] shape, IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!names.Add(name))
            throw new ArgumentException($"There is an array '{name}' already, or the name is kept for the format.", nameof(name));
        var length = shape.Aggregate((long)elementType.Size(), (product, size) => checked(product * size));
        arrays.Add(new(name, elementType, shape, length, pieces));
    }

    /// <summary>Writes the whole file into a stream.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var ordered = arrays.OrderByDescending(array => array.Type.Size()).ToArray();
        var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header, JsonOptions))
            WriteHeader(json, ordered);
        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');

        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        header.WriteTo(stream);
        foreach (var piece in ordered.SelectMany(array => array.Pieces))
            stream.Write(piece.Span);
    }

    /// <summary>Writes the file whole or not at all.</summary>
    /// <param name="path">Where it shall be; its folder must exist.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <exception cref="WeightsException">It cannot be written, or is there already and may not be replaced.</exception>
    public void Save(string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            WholeFile.Write(path, overwrite, Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"The weights cannot be written to '{path}': {e.Message}", e);
        }
    }

    private void WriteHeader(Utf8JsonWriter json, Entry[] ordered)
    {
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach (var (name, text) in metadata)
                json.WriteString(name, text);
            json.WriteEndObject();
        }
        var offset = 0L;
        foreach (var (name, type, shape, length, _) in ordered)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsTypes.NameOf(type));
            WriteNumbers(json, "shape", shape);
            WriteNumbers(json, "data_offsets", [offset, offset + length]);
            json.WriteEndObject();
            offset += length;
        }
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private sealed record Entry(
        string Name, ElementType Type, long[] Shape, long Length, IEnumerable<ReadOnlyMemory<byte>> Pieces);
}
