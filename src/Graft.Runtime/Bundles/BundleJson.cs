using System.Text.Json.Serialization;

namespace Graft.Runtime.Bundles;

/// <summary>The schema of <c>config.json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = MaximumDepth)]
[JsonSerializable(typeof(BundleConfiguration))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class BundleJson : JsonSerializerContext
{
    /// <summary>Nested models nest their configurations.</summary>
    public const int MaximumDepth = 256;
}
