using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Graft.Engine;

namespace Graft.Planning;

/// <summary>
/// Reads recipes in which not everything is said: what is left out has its default, which the generated reader would not give it.
/// </summary>
internal static class RecipeReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="RecipeException">It is not JSON, or not that of a recipe; the message says why.</exception>
    public static Recipe Read(ReadOnlySpan<byte> json)
    {
        var given = Parse(json);
        var unknown = Unknown(given, RecipeJson.Default.Recipe, "").ToList();
        if (unknown.Count > 0)
            throw new RecipeException($"{string.Join("; ", unknown)}.");
        if (!given.ContainsKey("backbone"))
            throw new RecipeException("it does not say the 'backbone'.");
        if (given["fineTuning"] is JsonObject fineTuning)
        {
            var isFromScratch = Says("weights", Recipe.RandomWeights) && Says("fineTune", FineTuneDepth.All);
            var defaults = isFromScratch ? FineTuneRecipe.FromScratch : new FineTuneRecipe();
            Complete(fineTuning, JsonSerializer.SerializeToNode(defaults, RecipeJson.Default.FineTuneRecipe)!);
        }
        Complete(given, JsonSerializer.SerializeToNode(new Recipe { Backbone = "" }, RecipeJson.Default.Recipe)!);
        try
        {
            return given.Deserialize(RecipeJson.Default.Recipe)!;
        }
        catch (JsonException e)
        {
            throw new RecipeException(e.Path is { Length: > 2 } path
                ? $"the value of '{path[2..]}' is of the wrong kind, or it lacks one."
                : "it has a value of the wrong kind.", e);
        }

        bool Says(string name, string word) => given[name] is JsonValue value && value.TryGetValue(out string? said) && said == word;
    }

    private static JsonObject Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Strict) switch
            {
                JsonObject recipe => recipe,
                null => throw new RecipeException("it is empty."),
                _ => throw new RecipeException("it is not a JSON object, with a name before each value."),
            };
        }
        catch (JsonException e)
        {
            throw new RecipeException(e.LineNumber is { } line
                ? FormattableString.Invariant($"it is not valid JSON (line {line + 1}).")
                : "it says something twice.", e);
        }
    }

    private static IEnumerable<string> Unknown(JsonObject given, JsonTypeInfo type, string prefix)
    {
        var known = type.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        foreach (var (name, value) in given)
            if (!known.TryGetValue(name, out var property))
                yield return $"'{prefix}{name}' is nothing that a recipe says; near it is '{prefix}{Nearest.To(name, known.Keys, 1)[0]}'";
            else if (value is JsonObject inner && TypeOf(property) is { Kind: JsonTypeInfoKind.Object, Properties.Count: > 0 } below)
                foreach (var problem in Unknown(inner, below, $"{prefix}{name}."))
                    yield return problem;
    }

    private static JsonTypeInfo? TypeOf(JsonPropertyInfo property) =>
        RecipeJson.Default.GetTypeInfo(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);

    // What has no default must be said.
    private static void Complete(JsonObject given, JsonNode defaults)
    {
        foreach (var (name, value) in defaults.AsObject())
            if (name != "backbone" && !given.ContainsKey(name))
                given[name] = value?.DeepClone();
    }
}
