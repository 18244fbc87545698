using System.Text;
using Graft.Layers;
using Graft.Weights.Hdf5;

namespace Graft.Weights.Keras;

/// <summary>
/// A model's weights as Keras's <c>save_weights("x.h5")</c> lays them out (keras/src/legacy/saving/legacy_h5_format.py of Keras
/// 3.15): a group for each layer of the model, its trainable weights before the others, a nested model's in its one group.
/// </summary>
internal static class LegacyKerasWriter
{
    // What Keras itself keeps to: the rest of a message is for the attribute's own description.
    private const int MostBytesOfList = 64512;

    /// <summary>The file's content. Names are those that Keras would give, so it loads them into the same model.</summary>
    public static Hdf5Draft Draft(Model model)
    {
        var root = Hdf5Draft.Group();
        // Kernels are in the order of axes that Keras's TensorFlow backend has.
        root.Attribute("backend", "tensorflow");
        root.Attribute("keras_version", "3.15.1");
        AddList(root, "layer_names", [.. model.Layers.Select(layer => layer.Name)]);
        foreach (var layer in model.Layers)
        {
            var group = root.Group(layer.Name);
            HashSet<Weight> trainable = [.. layer.TrainableWeights];
            var weights = layer.Weights.OrderBy(weight => trainable.Contains(weight) ? 0 : 1).Distinct().ToList();
            AddList(group, "weight_names", [.. weights.Select(NameOf)]);
            foreach (var weight in weights)
                group.Add(NameOf(weight), weight.Shape.Dimensions.Select(size => (long)size), weight.ToArray);
        }
        return root;
    }

    // Keras 3 calls a depthwise kernel by the shorter name.
    private static string NameOf(Weight weight) =>
        $"{weight.Layer.Name}/{(weight.Layer is DepthwiseConv2D && weight.Name == "depthwise_kernel" ? "kernel" : weight.Name)}";

    // Too long for one attribute, a list is cut into equal parts that are numbered.
    private static void AddList(Hdf5Draft group, string name, IReadOnlyList<string> texts)
    {
        var width = texts.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty().Max();
        var parts = (width * texts.Count + MostBytesOfList - 1) / MostBytesOfList;
        if (parts <= 1)
        {
            group.Attribute(name, texts);
            return;
        }
        var count = Math.Max(1, MostBytesOfList / width);
        foreach (var (number, part) in texts.Chunk(count).Index())
            group.Attribute($"{name}{number}", part);
    }
}
