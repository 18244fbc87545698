using Graft.Operations;

namespace Graft.Layers;

/// <summary>A place in a graph of layers: the output of a layer, known by its shape before anything is computed.</summary>
public sealed class Symbol
{
    internal Symbol(Shape shape, Node node, int index) => (Shape, Node, Index) = (shape, node, index);

    /// <summary>The shape of one sample, channels last.</summary>
    public Shape Shape { get; }

    /// <summary>The application of a layer that gives it.</summary>
    public Node Node { get; }

    /// <summary>Which of that layer's outputs it is.</summary>
    public int Index { get; }
}
