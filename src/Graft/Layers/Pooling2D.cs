using System.Text.Json.Nodes;
using Graft.Operations;

namespace Graft.Layers;

/// <summary>What the two windowed poolings of maps share.</summary>
public abstract class Pooling2D : UnaryLayer
{
    private protected Pooling2D(Size2D poolSize, Size2D? strides, Padding padding, string? name) : base(name)
    {
        (PoolSize, Strides, Padding) =
            (poolSize.AtLeastOne(nameof(poolSize)), (strides ?? poolSize).AtLeastOne(nameof(strides)), padding);
        if (!padding.IsBelow(poolSize))
            throw new ArgumentException($"A padding of {padding} would leave windows of {poolSize.Height} x {poolSize.Width} with "
                + "nothing of the map in them.", nameof(padding));
    }

    /// <summary>Size of the window.</summary>
    public Size2D PoolSize { get; }

    /// <summary>Steps of the window; its size where left out.</summary>
    public Size2D Strides { get; }

    /// <summary>What the window does at the border.</summary>
    public Padding Padding { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        return Convolving.MapOf(WindowOn(input), input, input.Channels);
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new()
    {
        ["pool_size"] = PoolSize.Json(),
        ["strides"] = Strides.Json(),
        ["padding"] = Padding.Json(),
    };

    private protected Window WindowOn(Shape input) => Padding.On(input, PoolSize, Strides, 1);
}
