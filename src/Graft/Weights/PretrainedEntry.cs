using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Runtime.Imaging;

namespace Graft.Weights;

/// <summary>
/// What a weights file says of itself that <c>graft pretrain</c> or <c>graft distill</c> has made: enough to use it like a published
/// one. It stands as JSON in the file's metadata.
/// </summary>
public sealed record PretrainedEntry
{
    /// <summary>The name of the metadata's text that has the entry.</summary>
    public const string MetadataName = "graft.entry";

    // Commands and names of classes stay readable: the text goes into a file, never into a web page.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The network, by its name among the backbones.</summary>
    public required string Architecture { get; init; }

    /// <summary>The names of the classes that its classifier tells apart; none where it has no classifier.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>How pictures have to be prepared.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>What it learned from, in words.</summary>
    public required string Data { get; init; }

    /// <summary>The terms under which it may be used; null where nobody has stated them.</summary>
    public string? Licence { get; init; }

    /// <summary>The share of validation pictures whose class it names rightly, from 0 to 1; null where there were none.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }

    /// <summary>How it was trained, as JSON.</summary>
    public required string Recipe { get; init; }

    /// <summary>The entry as JSON.</summary>
    public string ToJson() => new JsonObject
    {
        ["architecture"] = Architecture,
        ["classes"] = new JsonArray([.. Classes.Select(name => (JsonNode)name)]),
        ["preprocessing"] = JsonNode.Parse(Preprocessing.ToJson()),
        ["data"] = Data,
        ["licence"] = Licence,
        ["accuracy"] = Accuracy,
        ["command"] = Command,
        ["recipe"] = JsonNode.Parse(Recipe),
    }.ToJsonString(Readable);

    /// <summary>The entry of a file; null where it has none.</summary>
    /// <exception cref="WeightsException">It has one that cannot be read.</exception>
    public static PretrainedEntry? In(WeightsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Metadata.GetValueOrDefault(MetadataName) is not { } json)
            return null;
        try
        {
            var entry = JsonNode.Parse(json)!.AsObject();
            return new PretrainedEntry
            {
                Architecture = (string)entry["architecture"]!,
                Classes = [.. entry["classes"]!.AsArray().Select(name => (string)name!)],
                Preprocessing = Preprocessing.FromJson(entry["preprocessing"]!.ToJsonString()),
                Data = (string)entry["data"]!,
                Licence = (string?)entry["licence"],
                Accuracy = (double?)entry["accuracy"],
                Command = (string)entry["command"]!,
                Recipe = entry["recipe"]!.ToJsonString(),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException
            or NullReferenceException)
        {
            throw new WeightsException(
                $"'{file.Path}' says of itself that Graft has made it ('{MetadataName}'), in a way that cannot be read: {e.Message}", e);
        }
    }
}
