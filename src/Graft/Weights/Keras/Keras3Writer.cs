using Graft.Layers;
using Graft.Weights.Hdf5;

namespace Graft.Weights.Keras;

/// <summary>
/// A model's weights as Keras 3's <c>save_weights("x.weights.h5")</c> lays them out (keras/src/saving/saving_lib.py): a group for
/// each layer, named by its class and how many of it came before, with numbered arrays; a nested model's layers within its own.
/// </summary>
internal static class Keras3Writer
{
    /// <summary>The file's content, which Keras loads into the same model.</summary>
    public static Hdf5Draft Draft(Model model)
    {
        var root = Hdf5Draft.Group();
        Add(root, model);
        return root;
    }

    private static void Add(Hdf5Draft group, Layer layer)
    {
        group.Group("vars").Attribute("name", layer.Name);
        if (layer is not Model model)
        {
            foreach (var (number, weight) in layer.Weights.OrderBy(weight => weight.IsStatistic ? 1 : 0).Index())
                group.Add($"vars/{number}", weight.Shape.Dimensions.Select(size => (long)size), weight.ToArray);
            return;
        }
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var inner in model.Layers)
        {
            var place = KerasLayer.PlaceOf(inner.TypeName);
            used[place] = used.TryGetValue(place, out var count) ? count + 1 : 0;
            Add(group.Group($"layers/{(used[place] == 0 ? place : $"{place}_{used[place]}")}"), inner);
        }
    }
}
