using Graft.Layers;

namespace Graft.Models;

/// <summary>Gives each layer of a model a name of its own.</summary>
internal static class LayerNames
{
    /// <summary>Layers without a given name are numbered where their type's name is taken: <c>dense</c>, <c>dense_1</c>, <c>dense_2</c>.</summary>
    /// <exception cref="ArgumentException">Two layers were given the same name.</exception>
    public static void MakeUnique(IReadOnlyList<Layer> layers)
    {
        var twice = layers.Where(layer => layer.GivenName is not null).GroupBy(layer => layer.GivenName).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        if (twice.Count > 0)
            throw new ArgumentException($"Layer names must differ within a model; used more than once: {string.Join(", ", twice)}.");
        var taken = layers.Select(layer => layer.GivenName).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var layer in layers.Where(layer => layer.GivenName is null))
        {
            if (layer.AutomaticName is { } name && taken.Add(name))
                continue;
            var stem = layer.Name;
            if (layer.AutomaticName is not null)
                stem = Layer.SnakeCase(layer.TypeName);
            var number = 0;
            while (!taken.Add(number == 0 ? stem : $"{stem}_{number}"))
                number++;
            layer.AutomaticName = number == 0 ? stem : $"{stem}_{number}";
        }
    }
}
