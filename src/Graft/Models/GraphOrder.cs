using Graft.Layers;

namespace Graft.Models;

/// <summary>The part of a graph between two cuts: its nodes in the order they run, its layers in Keras's order.</summary>
internal sealed class GraphOrder
{
    private GraphOrder(IReadOnlyList<Node> nodes, IReadOnlyList<Layer> layers) => (Nodes, Layers) = (nodes, layers);

    /// <summary>Every node after those whose outputs it reads.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>
    /// By depth from the output, then as a walk from the outputs meets them; legacy weight files are matched by this order.
    /// </summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>Walks from the outputs back to the inputs.</summary>
    /// <exception cref="ArgumentException">A path from an output ends at an input that is not among the given ones.</exception>
    public static GraphOrder Between(IReadOnlyList<Symbol> inputs, IReadOnlyList<Symbol> outputs)
    {
        var walk = new Walk(inputs);
        foreach (var output in outputs)
            walk.Visit(output);
        // An input that no output reads stands first among the layers at depth 0.
        var unread = inputs.Select(input => input.Node.Layer).Where(layer => layer is Input && !walk.LayerOrder.Contains(layer));
        var depths = Depths(walk.Finished);
        var layers = unread.Concat(walk.LayerOrder)
            .Select((layer, met) => (Layer: layer, Met: met, Depth: depths.GetValueOrDefault(layer)))
            .OrderByDescending(entry => entry.Depth)
            .ThenBy(entry => entry.Met)
            .Select(entry => entry.Layer);
        return new GraphOrder(walk.Finished, [.. layers]);
    }

    private static Dictionary<Layer, int> Depths(List<Node> finished)
    {
        var nodeDepths = new Dictionary<Node, int>();
        var layerDepths = new Dictionary<Layer, int>();
        foreach (var node in Enumerable.Reverse(finished))
        {
            var depth = Math.Max(nodeDepths.GetValueOrDefault(node), layerDepths.GetValueOrDefault(node.Layer));
            layerDepths[node.Layer] = nodeDepths[node] = depth;
            foreach (var parent in node.Inputs.Select(input => input.Node))
            {
                nodeDepths[parent] = Math.Max(depth + 1, nodeDepths.GetValueOrDefault(parent));
                if (parent.Layer is Input)
                    layerDepths[parent.Layer] = Math.Max(nodeDepths[parent], layerDepths.GetValueOrDefault(parent.Layer));
            }
        }
        return layerDepths;
    }

    private sealed class Walk(IReadOnlyList<Symbol> inputs)
    {
        private readonly HashSet<Symbol> given = [.. inputs];
        private readonly HashSet<Node> visited = [];
        private readonly HashSet<Layer> met = [];

        public List<Node> Finished { get; } = [];

        public List<Layer> LayerOrder { get; } = [];

        // The stack is explicit: a graph may be deeper than the thread's own stack allows.
        public void Visit(Symbol output)
        {
            var open = new Stack<(Node Node, int Next)>();
            Enter(output, open);
            while (open.TryPop(out var current))
            {
                if (current.Next == current.Node.Inputs.Count)
                {
                    Finished.Add(current.Node);
                    continue;
                }
                open.Push((current.Node, current.Next + 1));
                Enter(current.Node.Inputs[current.Next], open);
            }
        }

        private void Enter(Symbol symbol, Stack<(Node Node, int Next)> open)
        {
            if (given.Contains(symbol))
            {
                if (symbol.Node.Layer is Input)
                    Meet(symbol.Node);
                return;
            }
            if (symbol.Node.Layer is Input input)
                throw new ArgumentException($"The outputs depend on the input '{input.Name}' {input.Shape}, which is not among "
                    + $"the model's inputs: add it, or cut the graph elsewhere.");
            if (!visited.Add(symbol.Node))
                return;
            Meet(symbol.Node);
            open.Push((symbol.Node, 0));
        }

        private void Meet(Node node)
        {
            if (met.Add(node.Layer))
                LayerOrder.Add(node.Layer);
        }
    }
}
