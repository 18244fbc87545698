using System.Text.Json;
using System.Text.Unicode;

namespace Graft.Weights.Safetensors;

/// <summary>The table of contents of a safetensors file, checked against the bytes that follow it.</summary>
internal sealed class SafetensorsHeader
{
    public const string MetadataName = "__metadata__";

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        Entries = entries;
        Metadata = metadata;
    }

    /// <summary>The arrays in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <param name="path">The file, for messages.</param>
    /// <param name="text">The header's bytes, padding included.</param>
    /// <param name="dataLength">How many bytes follow the header.</param>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> text, long dataLength)
    {
        if (text[0] != '{')
            throw new SafetensorsException(SafetensorsRule.HeaderStart, path, "its header does not begin with '{'.");
        if (!Utf8.IsValid(text))
            throw new SafetensorsException(SafetensorsRule.HeaderEncoding, path, "its header is not UTF-8.");
        try
        {
            var parser = new SafetensorsHeaderParser(path, text);
            parser.Parse();
            return new(InOrder(path, parser.Entries, dataLength), parser.Metadata);
        }
        catch (JsonException e)
        {
            throw new SafetensorsException(SafetensorsRule.HeaderJson, path, $"its header is not JSON ({e.Message})", e);
        }
    }

    private static List<SafetensorsEntry> InOrder(string path, List<SafetensorsEntry> entries, long dataLength)
    {
        // A stable order: empty arrays may share an offset, and keep the header's order then.
        List<SafetensorsEntry> ordered = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        var end = 0L;
        foreach (var entry in ordered)
        {
            if (entry.End > dataLength)
                throw Broken(SafetensorsRule.BeyondEnd, $"'{entry.Name}' ends at byte {entry.End} of {dataLength}.");
            if (entry.Begin < end)
                throw Broken(SafetensorsRule.Overlap, $"'{entry.Name}' begins at byte {entry.Begin}, inside another array.");
            if (entry.Begin > end)
                throw Broken(SafetensorsRule.Hole, $"bytes {end} to {entry.Begin}, before '{entry.Name}', belong to no array.");
            end = entry.End;
        }
        if (end != dataLength)
            throw Broken(SafetensorsRule.TrailingBytes, $"{dataLength - end} bytes at its end belong to no array.");
        return ordered;

        SafetensorsException Broken(SafetensorsRule rule, string what) => new(rule, path, what);
    }
}
