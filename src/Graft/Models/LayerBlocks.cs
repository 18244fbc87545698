using Graft.Layers;

namespace Graft.Models;

/// <summary>A network's layers in blocks, from the input up, as fine-tuning unfreezes them.</summary>
public static class LayerBlocks
{
    /// <summary>Cuts a network at layers that end blocks.</summary>
    /// <param name="model">The network, or a graph that has its layers.</param>
    /// <param name="ends">
    /// The names of these layers from the input up, such as <c>Backbone.Blocks</c>. What follows the last one is in no block.
    /// </param>
    /// <returns>For each block its layers: all that its end needs and the blocks below it do not.</returns>
    /// <exception cref="ArgumentException">The model has no layer of a name.</exception>
    public static Layer[][] EndingAt(Model model, IReadOnlyList<string> ends)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ends);
        var seen = new HashSet<Node>();
        return [.. ends.Select(end => Block(model, model.GetLayer(end), seen))];
    }

    private static Layer[] Block(Model model, Layer end, HashSet<Node> seen)
    {
        var inside = new HashSet<Node>();
        var open = new Stack<Node>(model.Nodes.Where(node => node.Layer == end));
        while (open.TryPop(out var node))
            if (seen.Add(node) && inside.Add(node))
                foreach (var input in node.Inputs)
                    open.Push(input.Node);
        return [.. model.Nodes.Where(inside.Contains).Select(node => node.Layer).Distinct()];
    }
}
