using System.Text.Json;
using Graft.Weights.Hdf5;

namespace Graft.Weights.Keras;

/// <summary>
/// Looks through the description of a whole model that stands beside its weights. Graft builds nothing from it and runs
/// nothing in it; a description that would make Keras run foreign code, or that cannot be true, marks a file not to be trusted.
/// </summary>
internal static class KerasConfiguration
{
    private const long LargestLayer = 1 << 24;

    private static readonly string[] KnownModules = ["keras", "tensorflow", "tf_keras", "builtins"];

    public static void Check(Hdf5File file, IReadOnlyList<string> texts)
    {
        try
        {
            using var json = JsonDocument.Parse(string.Concat(texts), new JsonDocumentOptions { MaxDepth = 256 });
            var pending = new Stack<JsonElement>([json.RootElement]);
            while (pending.TryPop(out var element))
            {
                if (element.ValueKind == JsonValueKind.Array)
                    foreach (var item in element.EnumerateArray())
                        pending.Push(item);
                if (element.ValueKind != JsonValueKind.Object)
                    continue;
                foreach (var property in element.EnumerateObject())
                {
                    CheckProperty(file, property.Name, property.Value);
                    pending.Push(property.Value);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new WeightsException(file.Broken($"the model's description is not JSON ({e.Message})").Message, e);
        }
    }

    private static void CheckProperty(Hdf5File file, string name, JsonElement value)
    {
        const string Remedy = "Save the weights alone (save_weights) and load those.";
        if (name == "class_name" && value.ValueKind == JsonValueKind.String && value.GetString() is "Lambda" or "__lambda__")
            throw file.Refused($"its model has a Lambda layer, which is code in a file. {Remedy}");
        if (name == "module" && value.ValueKind == JsonValueKind.String && !IsKnown(value.GetString()!))
            throw file.Refused($"its model asks for code outside of Keras ('{value.GetString()}'). {Remedy}");
        if (name is "units" or "filters" && value.ValueKind == JsonValueKind.Number
            && !(value.TryGetDouble(out var size) && size is >= 1 and <= LargestLayer))
            throw file.Broken($"its model has a layer with {value.GetRawText()} {name}.");
    }

    private static bool IsKnown(string module) =>
        Array.Exists(KnownModules, known => module == known || module.StartsWith(known + ".", StringComparison.Ordinal));
}
