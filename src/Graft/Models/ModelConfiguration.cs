using System.Text.Json.Nodes;
using Graft.Layers;

namespace Graft.Models;

/// <summary>
/// A graph as JSON: its layers with type, name, whether they train, their constructors' arguments, and for each application the
/// places it reads as <c>[layer, application, output]</c>. <see cref="ModelConfigurationReader"/> reads it.
/// </summary>
internal static class ModelConfiguration
{
    public static JsonObject Write(Model model)
    {
        var sources = model.Inputs.Where(input => input.Node.Layer is not Input).ToList();
        if (sources.Count > 0)
            throw new InvalidOperationException($"The model '{model.Name}' begins in the middle of a graph, behind "
                + $"'{sources[0].Node.Layer.Name}': only a model that begins at inputs can be written down.");
        var applications = model.Nodes.GroupBy(node => node.Layer).ToDictionary(group => group.Key, group => group.ToList());
        var numbers = applications.Values.SelectMany(nodes => nodes.Index()).ToDictionary(
            entry => entry.Item, entry => entry.Index);
        var layers = new JsonArray();
        foreach (var layer in model.Layers)
            layers.Add(new JsonObject
            {
                ["type"] = layer.TypeName,
                ["name"] = layer.Name,
                ["trainable"] = layer.Trainable,
                ["config"] = layer.GetConfiguration(),
                ["nodes"] = new JsonArray([.. applications.GetValueOrDefault(layer, []).Select(node => Places(node.Inputs))]),
            });
        return new JsonObject
        {
            ["type"] = model.TypeName,
            ["name"] = model.Name,
            ["trainable"] = model.Trainable,
            ["layers"] = layers,
            ["inputs"] = Places(model.Inputs),
            ["outputs"] = Places(model.Outputs),
        };

        JsonArray Places(IEnumerable<Symbol> symbols) => [.. symbols.Select(Place)];

        JsonNode Place(Symbol symbol) =>
            new JsonArray(symbol.Node.Layer.Name, numbers.GetValueOrDefault(symbol.Node), symbol.Index);
    }
}
