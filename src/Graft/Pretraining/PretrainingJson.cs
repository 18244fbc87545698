using System.Text.Json.Serialization;

namespace Graft.Pretraining;

/// <summary>Recipes as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PretrainingRecipe))]
internal sealed partial class PretrainingJson : JsonSerializerContext;
