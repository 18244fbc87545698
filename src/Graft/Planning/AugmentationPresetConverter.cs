using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Data.Augmentation;

namespace Graft.Planning;

/// <summary>Presets as the command line names them: <c>light</c>.</summary>
internal sealed class AugmentationPresetConverter() : JsonStringEnumConverter<AugmentationPreset>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
