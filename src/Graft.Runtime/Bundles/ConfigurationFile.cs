using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Graft.Runtime.Bundles;

/// <summary>Reads and writes <c>config.json</c>, and says in one message all that is wrong with one.</summary>
internal static class ConfigurationFile
{
    private static readonly JsonDocumentOptions Strict =
        new() { MaxDepth = BundleJson.MaximumDepth, AllowDuplicateProperties = false };

    // Letters of every language stand in the file as they are.
    private static readonly BundleJson Schema = new(new JsonSerializerOptions(BundleJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        WriteIndented = true,
        NewLine = "\n",
    });

    private static readonly string[] Required = ["createdBy", "task"];

    /// <exception cref="BundleException">
    /// The bytes are no configuration, or one that this version does not read; or its values are impossible.
    /// </exception>
    public static BundleConfiguration Read(string path, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (FormProblem(document.RootElement) is { } problem)
                throw BundleException.Unreadable(path, problem);
            var configuration = document.RootElement.Deserialize(Schema.BundleConfiguration)!;
            var problems = ConfigurationProblems.Of(configuration);
            return problems.Count == 0
                ? configuration
                : throw BundleException.Unreadable(path,
                    $"its {BundleParts.Configuration} cannot be used: {string.Join("; ", problems)}.");
        }
        catch (JsonException e)
        {
            throw BundleException.Unreadable(path, e.Path is { Length: > 1 } where
                ? $"its {BundleParts.Configuration} has a value of the wrong kind, or lacks one, at {where}."
                : $"its {BundleParts.Configuration} is not valid JSON (line {e.LineNumber + 1}).", e);
        }
        catch (InvalidOperationException e)
        {
            throw BundleException.Unreadable(path, $"its {BundleParts.Configuration} holds text that is not valid Unicode.", e);
        }
    }

    public static byte[] Write(BundleConfiguration configuration) =>
        JsonSerializer.SerializeToUtf8Bytes(configuration, Schema.BundleConfiguration);

    // Before anything else: a newer format may have changed the rest.
    private static string? FormProblem(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return $"its {BundleParts.Configuration} is not a JSON object.";
        if (!root.TryGetProperty("format", out var element) || element.ValueKind != JsonValueKind.Number
            || !element.TryGetInt32(out var format) || format < 1)
            return $"its {BundleParts.Configuration} states no usable format version.";
        if (format > BundleConfiguration.CurrentFormat)
            return $"it has format {format}, written by a newer Graft; this one reads up to format "
                + $"{BundleConfiguration.CurrentFormat}. Update Graft to use it.";
        var missing = Required.Where(name => !root.TryGetProperty(name, out _)).ToList();
        return missing.Count == 0
            ? null
            : $"its {BundleParts.Configuration} lacks {string.Join(", ", missing.Select(name => $"'{name}'"))}.";
    }
}
