using System.Text.Json.Nodes;
using Graft.Layers;

namespace Graft.Models;

/// <summary>
/// Makes a graph from its JSON (<see cref="ModelConfiguration"/>), which may come from anywhere: whatever is wrong with it is
/// said.
/// </summary>
internal sealed class ModelConfigurationReader
{
    // Far more than anybody nests, and far less than the stack holds.
    private const int DeepestNesting = 32;

    private readonly Dictionary<Place, Symbol> places = [];
    private readonly Dictionary<Place, List<Application>> readers = [];
    private readonly Queue<Application> ready = [];
    private readonly List<Application> applications = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    private ModelConfigurationReader()
    {
    }

    /// <summary>A model with fresh weights.</summary>
    /// <exception cref="ArgumentException">The JSON is not a model's configuration.</exception>
    public static Model Read(JsonObject configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Read(configuration, nesting: 0);
    }

    private static Model Read(JsonObject configuration, int nesting)
    {
        if (nesting > DeepestNesting)
            throw new ArgumentException($"Models are nested more than {DeepestNesting} deep.");
        return new ModelConfigurationReader().Make(configuration, nesting);
    }

    private Model Make(JsonObject configuration, int nesting)
    {
        foreach (var entry in List(configuration, "layers"))
            Describe(entry as JsonObject ?? throw new ArgumentException("An entry of 'layers' is not an object."), nesting);
        foreach (var application in applications)
            Await(application);
        while (ready.TryDequeue(out var application))
            Apply(application);
        var unread = applications.Where(application => application.Missing > 0)
            .Select(application => application.Layer.Name).Distinct().ToList();
        if (unread.Count > 0)
            throw new ArgumentException(
                $"The layers {string.Join(", ", unread.Take(10))} read places that do not exist, or each other in a circle.");
        Symbol[] inputs = [.. List(configuration, "inputs").Select(Find)];
        Symbol[] outputs = [.. List(configuration, "outputs").Select(Find)];
        var name = configuration.Text("name");
        var model = configuration.Text("type") switch
        {
            "Functional" => new Model(inputs, outputs, name),
            "Sequential" => new Sequential(inputs, outputs, name),
            var other => throw new ArgumentException($"The model '{name}' is of the unknown type '{other}'."),
        };
        model.RestoreTrainable(configuration.Bool("trainable"));
        return model;
    }

    private void Describe(JsonObject description, int nesting)
    {
        var type = description.Text("type");
        var name = description.Text("name");
        if (!names.Add(name))
            throw new ArgumentException($"Two layers have the name '{name}'.");
        var details = description["config"] as JsonObject ?? throw new ArgumentException($"The layer '{name}' has no 'config'.");
        if (type == "InputLayer")
        {
            var input = Input.FromConfiguration(details, name);
            input.Trainable = description.Bool("trainable");
            places[new Place(name, 0, 0)] = input.Output;
            return;
        }
        // A nested model has said itself which of its layers train; to set it here would set them all.
        Layer layer = type is "Functional" or "Sequential" ? Read(details, nesting + 1) : LayerTypes.Make(type, details, name);
        if (layer.Name != name)
            throw new ArgumentException($"The nested model '{name}' calls itself '{layer.Name}'.");
        if (layer is not Model)
            layer.Trainable = description.Bool("trainable");
        foreach (var (number, node) in List(description, "nodes").Index())
            applications.Add(new Application(layer, number, [.. (node as JsonArray ?? throw WrongPlace(node)).Select(Parse)]));
    }

    private void Await(Application application)
    {
        var missing = application.Inputs.Where(place => !places.ContainsKey(place)).Distinct().ToList();
        application.Missing = missing.Count;
        if (missing.Count == 0)
            ready.Enqueue(application);
        foreach (var place in missing)
        {
            if (!readers.TryGetValue(place, out var waiting))
                readers[place] = waiting = [];
            waiting.Add(application);
        }
    }

    private void Apply(Application application)
    {
        var outputs = application.Layer.ApplyAll([.. application.Inputs.Select(place => places[place])]);
        foreach (var (index, output) in outputs.Index())
        {
            var place = new Place(application.Layer.Name, application.Number, index);
            places[place] = output;
            foreach (var reader in readers.GetValueOrDefault(place, []))
                if (--reader.Missing == 0)
                    ready.Enqueue(reader);
        }
    }

    private Symbol Find(JsonNode? node)
    {
        var place = Parse(node);
        return places.TryGetValue(place, out var symbol)
            ? symbol
            : throw new ArgumentException($"The model's inputs or outputs name a place that does not exist: output "
                + $"{place.Output} of application {place.Application} of '{place.Layer}'.");
    }

    private static Place Parse(JsonNode? node) =>
        node is JsonArray { Count: 3 } list
            && (list[0], list[1], list[2]) is (JsonValue layer, JsonValue application, JsonValue output)
        && layer.TryGetValue(out string? name) && application.TryGetValue(out int number) && output.TryGetValue(out int index)
            ? new Place(name, number, index)
            : throw WrongPlace(node);

    private static ArgumentException WrongPlace(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return new($"A place is [layer, application, output]; given: {(text.Length <= 80 ? text : "something longer")}.");
    }

    private static JsonArray List(JsonObject configuration, string name) =>
        configuration[name] as JsonArray ?? throw new ArgumentException($"The configuration's '{name}' is not a list.");

    private readonly record struct Place(string Layer, int Application, int Output);

    private sealed class Application(Layer layer, int number, IReadOnlyList<Place> inputs)
    {
        public Layer Layer { get; } = layer;

        public int Number { get; } = number;

        public IReadOnlyList<Place> Inputs { get; } = inputs;

        public int Missing { get; set; }
    }
}
