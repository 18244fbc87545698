using Graft.Layers;

namespace Graft.Models;

/// <summary>Gives each layer of a model a name of its own.</summary>
internal static class LayerNames
{
    /// <summary>
    /// Layers without a given name are numbered, in the order they were made, where their type's name is taken: <c>dense</c>,
    /// <c>dense_1</c>, <c>dense_2</c>. A name that another model gave stays where it is free.
    /// </summary>
    /// <exception cref="ArgumentException">Two layers were given the same name.</exception>
    public static void MakeUnique(IReadOnlyList<Layer> layers)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var twice = layers.Select(layer => layer.GivenName).OfType<string>().Where(name => !taken.Add(name)).Distinct().ToList();
        if (twice.Count > 0)
            throw new ArgumentException(
                $"Layer names must differ within a model; used more than once: {string.Join(", ", twice)}.");
        var unnamed = layers.Where(layer => layer.GivenName is null).OrderBy(layer => layer.CreationNumber).ToList();
        unnamed.RemoveAll(layer => layer.AutomaticName is { } name && taken.Add(name));
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in unnamed)
        {
            var stem = Layer.SnakeCase(layer.TypeName);
            var number = numbers.GetValueOrDefault(stem);
            while (!taken.Add(Numbered(stem, number)))
                number++;
            layer.AutomaticName = Numbered(stem, number);
            numbers[stem] = number + 1;
        }
    }

    private static string Numbered(string stem, int number) => number == 0 ? stem : $"{stem}_{number}";
}
