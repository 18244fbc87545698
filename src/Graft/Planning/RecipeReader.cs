using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Planning;

/// <summary>
/// Reads recipes in which not everything is said: what is left out has its default, which the generated reader would not give it.
/// </summary>
internal static class RecipeReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">It is not JSON, or not that of a recipe.</exception>
    /// <exception cref="RecipeException">It is empty.</exception>
    public static Recipe Read(ReadOnlySpan<byte> json)
    {
        if (JsonNode.Parse(json, documentOptions: Strict) is not { } given)
            throw new RecipeException("it is empty.");
        if (given is JsonObject recipe)
        {
            if (recipe["fineTuning"] is JsonObject fineTuning)
                Complete(fineTuning, JsonSerializer.SerializeToNode(new FineTuneRecipe(), RecipeJson.Default.FineTuneRecipe)!);
            Complete(recipe, JsonSerializer.SerializeToNode(new Recipe { Backbone = "" }, RecipeJson.Default.Recipe)!);
        }
        return given.Deserialize(RecipeJson.Default.Recipe) ?? throw new RecipeException("it is empty.");
    }

    // What has no default must be said.
    private static void Complete(JsonObject given, JsonNode defaults)
    {
        foreach (var (name, value) in defaults.AsObject())
            if (name != "backbone" && !given.ContainsKey(name))
                given[name] = value?.DeepClone();
    }
}
