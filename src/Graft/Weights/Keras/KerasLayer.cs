using System.Text.Json;
using System.Text.RegularExpressions;

namespace Graft.Weights.Keras;

/// <summary>A layer as a model's description has it.</summary>
/// <param name="Path">Where Keras 3 keeps its arrays: <c>layers/functional/layers/conv2d_1</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its class.</param>
/// <param name="Units">Its number of outputs where the description says it, or null.</param>
/// <param name="HasScale">Whether it has a scale, where that can be chosen.</param>
/// <param name="HasOffset">Whether it has an offset, where that can be chosen.</param>
internal sealed partial record KerasLayer(string Path, string Name, string Kind, long? Units, bool HasScale, bool HasOffset)
{
    /// <summary>All layers of a model's description.</summary>
    public static IEnumerable<KerasLayer> In(JsonElement model) => In(model, "");

    /// <summary>What Keras 3 calls the place of a layer: its class in lower case (keras/src/utils/naming.py).</summary>
    public static string PlaceOf(string kind) => Camel().Replace(Word().Replace(kind, "$1_$2"), "$1_$2").ToLowerInvariant();

    private static IEnumerable<KerasLayer> In(JsonElement model, string above)
    {
        if (model.ValueKind != JsonValueKind.Object || !model.TryGetProperty("config", out var config)
            || config.ValueKind != JsonValueKind.Object || !config.TryGetProperty("layers", out var layers)
            || layers.ValueKind != JsonValueKind.Array)
            yield break;
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in layers.EnumerateArray())
        {
            if (Text(layer, "class_name") is not { } kind || !layer.TryGetProperty("config", out var own)
                || Text(own, "name") is not { } name)
                continue;
            var place = PlaceOf(kind);
            used[place] = used.TryGetValue(place, out var count) ? count + 1 : 0;
            var path = $"{above}layers/{(used[place] == 0 ? place : $"{place}_{used[place]}")}";
            var units = Number(own, "units") ?? Number(own, "filters");
            yield return new(path, name, kind, units, Flag(own, "scale"), Flag(own, "center"));
            foreach (var inner in In(layer, path + "/"))
                yield return inner;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number) ? number : null;

    private static bool Flag(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.False;

    [GeneratedRegex("(.)([A-Z][a-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("([a-z])([A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Camel();
}
