using Graft.Operations;

namespace Graft.Layers;

/// <summary>One application of a layer; a layer that is applied again (shared weights) has several.</summary>
public sealed class Node
{
    internal Node(Layer layer, IReadOnlyList<Symbol> inputs, IReadOnlyList<Shape> outputs)
    {
        (Layer, Inputs) = (layer, inputs);
        Outputs = [.. outputs.Select((shape, index) => new Symbol(shape, this, index))];
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>What it was applied to.</summary>
    public IReadOnlyList<Symbol> Inputs { get; }

    /// <summary>What it gives.</summary>
    public IReadOnlyList<Symbol> Outputs { get; }
}
