using System.Text.Json;

namespace Graft.Weights.Keras;

/// <summary>
/// The description of a whole model that stands beside its weights. Graft builds nothing from it and runs nothing in it; a
/// description that would make Keras run foreign code, or that cannot be true, marks a file not to be trusted.
/// </summary>
internal sealed class KerasConfiguration
{
    private const long LargestLayer = 1 << 24;
    private const string Remedy = "Save the weights alone (save_weights) and load those.";

    private static readonly string[] KnownModules = ["keras", "tensorflow", "tf_keras", "builtins"];

    private readonly string path;

    private KerasConfiguration(string path, JsonElement root)
    {
        this.path = path;
        var pending = new Stack<JsonElement>([root]);
        while (pending.TryPop(out var element))
        {
            if (element.ValueKind == JsonValueKind.Array)
                foreach (var item in element.EnumerateArray())
                    pending.Push(item);
            if (element.ValueKind != JsonValueKind.Object)
                continue;
            CheckObject(element);
            foreach (var property in element.EnumerateObject())
            {
                CheckSize(property.Name, property.Value);
                pending.Push(property.Value);
            }
        }
        Layers = [.. KerasLayer.In(root)];
    }

    /// <summary>The layers of the model and of models inside of it, in their order.</summary>
    public IReadOnlyList<KerasLayer> Layers { get; }

    /// <summary>Reads and checks a description.</summary>
    /// <param name="path">The file that it stands in, for messages.</param>
    /// <param name="json">The description.</param>
    public static KerasConfiguration Read(string path, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
            return new(path, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new WeightsException($"'{path}' is no sound Keras file: the model's description is not JSON ({e.Message})", e);
        }
    }

    private void CheckObject(JsonElement element)
    {
        var (kind, module) = (Text(element, "class_name"), Text(element, "module"));
        if (kind is "Lambda" or "__lambda__")
            throw new WeightsException($"'{path}' is refused: its model has a Lambda layer, which is code in a file. {Remedy}");
        if (module is not null && (!IsKnown(module) || !IsClass(module, kind)))
            throw new WeightsException(
                $"'{path}' is refused: its model asks for code outside of Keras's layers ('{module}', '{kind}'). {Remedy}");
    }

    private void CheckSize(string name, JsonElement value)
    {
        if (name is "units" or "filters" && value.ValueKind == JsonValueKind.Number
            && !(value.TryGetDouble(out var size) && size is >= 1 and <= LargestLayer))
            throw new WeightsException(
                $"'{path}' is no sound Keras file: its model has a layer with {value.GetRawText()} {name}.");
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Tools that read and write files belong to Keras too; a model has no need of them.
    private static bool IsKnown(string module) =>
        Array.Exists(KnownModules, known => module == known || module.StartsWith(known + ".", StringComparison.Ordinal))
        && !module.Split('.').Contains("utils");

    // Keras's classes begin with a capital letter; a function of its own is named by a text inside an object 'function'.
    private static bool IsClass(string module, string? kind) => kind switch
    {
        null or "" or "function" => true,
        _ when module == "builtins" => kind.StartsWith("__", StringComparison.Ordinal),
        _ => char.IsAsciiLetterUpper(kind[0]) || kind[0] == '_',
    };
}
