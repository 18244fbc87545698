using Graft.Layers;

namespace Graft;

/// <summary>A network whose layers stand one behind another.</summary>
public sealed class Sequential : Model
{
    /// <summary>Puts layers one behind another.</summary>
    /// <param name="layers">The first is an <see cref="Layers.Input"/> or a <see cref="Model"/>, which say what shape comes
    /// in.</param>
    /// <param name="name">The model's name.</param>
    /// <exception cref="ArgumentException">There is no layer, the first says no shape, or one does not fit behind the one before
    /// it.</exception>
    public Sequential(IReadOnlyList<Layer> layers, string? name = null) : this(Chain(layers), name)
    {
    }

    internal Sequential(IReadOnlyList<Symbol> inputs, IReadOnlyList<Symbol> outputs, string? name) : base(inputs, outputs, name)
    {
    }

    private Sequential((Symbol Input, Symbol Output) ends, string? name) : base(ends.Input, ends.Output, name)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "Sequential";

    private static (Symbol Input, Symbol Output) Chain(IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var input = (layers.Count > 0 ? layers[0] : null) switch
        {
            Input first => first,
            Model first => new Input(first.Input.Shape, preprocessing: (first.Input.Node.Layer as Input)?.Preprocessing),
            _ => throw new ArgumentException(
                "A sequence begins with an Input or a model, which say what shape comes in.", nameof(layers)),
        };
        var rest = layers[0] is Input ? layers.Skip(1) : layers;
        return (input.Output, rest.Aggregate(input.Output, (symbol, layer) => layer.Apply(symbol)));
    }
}
