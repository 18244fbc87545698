using System.Text;
using System.Text.Json;

namespace Graft.Weights.Safetensors;

/// <summary>Reads the header's JSON and checks each entry for itself.</summary>
internal ref struct SafetensorsHeaderParser
{
    private const int MostDimensions = 32;

    private readonly string path;
    private readonly ReadOnlySpan<byte> text;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private Utf8JsonReader reader;

    public SafetensorsHeaderParser(string path, ReadOnlySpan<byte> text)
    {
        this.path = path;
        this.text = text;
        reader = new(text, new JsonReaderOptions { MaxDepth = 16, AllowMultipleValues = true });
    }

    public List<SafetensorsEntry> Entries { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    public void Parse()
    {
        reader.Read();
        while (NextName() is { } name)
        {
            if (!names.Add(name))
                throw Broken(SafetensorsRule.NameTwice, $"the name '{name}' stands twice in its header.");
            reader.Read();
            if (name == SafetensorsHeader.MetadataName)
                ParseMetadata();
            else
                Entries.Add(ParseEntry(name));
        }
        if (text[(int)reader.BytesConsumed..].ContainsAnyExcept((byte)' '))
            throw Broken(SafetensorsRule.HeaderPadding, "something other than spaces follows the object in its header.");
    }

    private void ParseMetadata()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Broken(SafetensorsRule.MetadataNotText, "its metadata are no object of texts.");
        while (NextName() is { } name)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Broken(SafetensorsRule.MetadataNotText, $"its metadata '{name}' are no text.");
            if (!Metadata.TryAdd(name, Text()))
                throw Broken(SafetensorsRule.NameTwice, $"the name '{name}' stands twice in its metadata.");
        }
    }

    private SafetensorsEntry ParseEntry(string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Broken(SafetensorsRule.EntryNotObject, $"the entry '{name}' is no object.");
        var (type, shape, offsets) = (default(ElementType?), default(long[]), default(long[]));
        HashSet<string> fields = new(StringComparer.Ordinal);
        while (NextName() is { } field)
        {
            if (!fields.Add(field))
                throw Broken(SafetensorsRule.FieldTwice, $"the entry '{name}' has the field '{field}' twice.");
            reader.Read();
            switch (field)
            {
                case "dtype":
                    type = ParseType(name);
                    break;
                case "shape":
                    shape = Numbers(
                        SafetensorsRule.ShapeNotSizes, $"the shape of '{name}' is no list of sizes from 0 upwards.");
                    break;
                case "data_offsets":
                    offsets = Numbers(
                        SafetensorsRule.OffsetsNotNumbers, $"the offsets of '{name}' are not two numbers from 0 upwards.");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        return Check(
            name,
            type ?? throw Missing("dtype"),
            shape ?? throw Missing("shape"),
            offsets ?? throw Missing("data_offsets"));
    }

    private readonly SafetensorsEntry Check(string name, ElementType type, long[] shape, long[] offsets)
    {
        if (offsets is not [var begin, var end])
            throw Broken(SafetensorsRule.OffsetsNotNumbers, $"'{name}' has {offsets.Length} offsets, not two.");
        if (end < begin)
            throw Broken(SafetensorsRule.OffsetsReversed, $"'{name}' ends at byte {end}, before it begins at {begin}.");
        if (shape.Length > MostDimensions)
            throw Broken(SafetensorsRule.TooManyDimensions, $"'{name}' has {shape.Length} dimensions; at most {MostDimensions}.");
        var what = $"'{name}', {SafetensorsTypes.NameOf(type)} [{string.Join(", ", shape)}],";
        if (ByteCount(type, shape) is not { } needed)
            throw Broken(SafetensorsRule.ShapeOverflow, $"{what} is beyond all bounds.");
        if (needed != end - begin)
            throw Broken(SafetensorsRule.SizeMismatch, $"{what} needs {needed} bytes and stands in {end - begin}.");
        return new(name, type, shape, begin, end);
    }

    private ElementType ParseType(string name)
    {
        var text = reader.TokenType == JsonTokenType.String ? Text() : "(no text)";
        return SafetensorsTypes.TryParse(text, out var type)
            ? type
            : throw Broken(SafetensorsRule.UnknownType, $"'{name}' has the dtype '{text}'. Graft reads {SafetensorsTypes.All}.");
    }

    private long[] Numbers(SafetensorsRule rule, string otherwise)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Broken(rule, otherwise);
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw Broken(rule, otherwise);
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private static long? ByteCount(ElementType type, long[] shape)
    {
        // The product is taken before a zero ends it: [2^62, 2^62, 0] is refused, as the reference does.
        var bytes = (UInt128)type.Size();
        foreach (var size in shape)
        {
            if (bytes * (UInt128)size > long.MaxValue)
                return null;
            bytes *= (UInt128)size;
        }
        return (long)bytes;
    }

    private string? NextName()
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.EndObject ? null : Text();
    }

    private string Text()
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            var near = Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(40, reader.ValueSpan.Length)]);
            throw new SafetensorsException(SafetensorsRule.NameEncoding, path, $"'{near}' in its header is no valid text.", e);
        }
    }

    private readonly SafetensorsException Missing(string field) =>
        Broken(SafetensorsRule.FieldMissing, $"an entry has no '{field}'.");

    private readonly SafetensorsException Broken(SafetensorsRule rule, string what) => new(rule, path, what);
}
