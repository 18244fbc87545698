using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Layers;

namespace Graft.Models;

/// <summary>
/// A graph as JSON and back: its layers with type, name, whether they train, their constructors' arguments, and for each application the
/// places it reads as <c>[layer, application, output]</c>.
/// </summary>
internal static class ModelConfiguration
{
    public static JsonObject Write(Model model)
    {
        var sources = model.Inputs.Where(input => input.Node.Layer is not Input).ToList();
        if (sources.Count > 0)
            throw new InvalidOperationException($"The model '{model.Name}' begins in the middle of a graph, behind '{sources[0].Node.Layer.Name}': only a model that begins at inputs can be written down.");
        var nodes = model.Nodes.GroupBy(node => node.Layer).ToDictionary(group => group.Key, group => group.ToList());
        var layers = new JsonArray();
        foreach (var layer in model.Layers)
            layers.Add(new JsonObject
            {
                ["type"] = layer.TypeName,
                ["name"] = layer.Name,
                ["trainable"] = layer.Trainable,
                ["config"] = layer.GetConfiguration(),
                ["nodes"] = new JsonArray([.. nodes.GetValueOrDefault(layer, []).Select(node => new JsonArray([.. node.Inputs.Select(Place)]))]),
            });
        return new JsonObject
        {
            ["name"] = model.Name,
            ["layers"] = layers,
            ["inputs"] = new JsonArray([.. model.Inputs.Select(Place)]),
            ["outputs"] = new JsonArray([.. model.Outputs.Select(Place)]),
        };

        JsonNode Place(Symbol symbol) =>
            new JsonArray(symbol.Node.Layer.Name, symbol.Node.Layer is Input ? 0 : nodes[symbol.Node.Layer].IndexOf(symbol.Node), symbol.Index);
    }

    public static Model Read(JsonObject configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        try
        {
            return new Reading(configuration).Make();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException or NullReferenceException or KeyNotFoundException or ArgumentOutOfRangeException)
        {
            throw new ArgumentException($"This is not a model's configuration: {e.Message}", nameof(configuration), e);
        }
    }

    private sealed class Reading(JsonObject configuration)
    {
        private readonly Dictionary<(string Layer, int Node, int Output), Symbol> places = [];

        public Model Make()
        {
            var waiting = new List<(Layer Layer, int Node, List<(string, int, int)> Inputs)>();
            foreach (var description in configuration["layers"]!.AsArray().Select(entry => entry!.AsObject()))
                waiting.AddRange(Describe(description));
            // A shared layer's later application may stand before what it reads, so the list is passed until nothing waits.
            while (waiting.Count > 0)
            {
                var ready = waiting.Where(node => node.Inputs.TrueForAll(places.ContainsKey)).ToList();
                if (ready.Count == 0)
                    throw new ArgumentException($"The layers {string.Join(", ", waiting.Select(node => node.Layer.Name).Distinct())} read places that do not exist.");
                foreach (var node in ready)
                {
                    var outputs = node.Layer.ApplyAll([.. node.Inputs.Select(place => places[place])]);
                    for (var i = 0; i < outputs.Count; i++)
                        places[(node.Layer.Name, node.Node, i)] = outputs[i];
                    waiting.Remove(node);
                }
            }
            return new Model(
                [.. configuration["inputs"]!.AsArray().Select(place => places[Place(place!)])],
                [.. configuration["outputs"]!.AsArray().Select(place => places[Place(place!)])],
                configuration["name"]!.GetValue<string>());
        }

        private List<(Layer, int, List<(string, int, int)>)> Describe(JsonObject description)
        {
            var type = description.Text("type");
            var name = description.Text("name");
            var details = description["config"]!.AsObject();
            if (type == "InputLayer")
            {
                var input = Input.FromConfiguration(details, name);
                places[(name, 0, 0)] = input.Output;
                return [];
            }
            // A nested model has applied its layers itself; only the model as a whole is applied here.
            Layer layer = type == "Functional" ? Read(details) : LayerTypes.Make(type, details, name);
            if (layer is not Model)
                layer.Trainable = description.Bool("trainable");
            return [.. description["nodes"]!.AsArray().Select((node, index) => (layer, index, node!.AsArray().Select(place => Place(place!)).ToList()))];
        }

        private static (string, int, int) Place(JsonNode place) =>
            (place[0]!.GetValue<string>(), place[1]!.GetValue<int>(), place[2]!.GetValue<int>());
    }
}
