using System.Text.Json.Nodes;
using Graft.Operations;

namespace Graft.Layers;

/// <summary>What the two windowed poolings of maps share.</summary>
public abstract class Pooling2D : UnaryLayer
{
    private readonly bool same;

    private protected Pooling2D(Size2D poolSize, Size2D? strides, string padding, string? name) : base(name)
    {
        same = Layers.Padding.IsSame(padding);
        (PoolSize, Strides, Padding) =
            (poolSize.AtLeastOne(nameof(poolSize)), (strides ?? poolSize).AtLeastOne(nameof(strides)), padding);
    }

    /// <summary>Size of the window.</summary>
    public Size2D PoolSize { get; }

    /// <summary>Steps of the window; its size where left out.</summary>
    public Size2D Strides { get; }

    /// <summary><c>"valid"</c> or <c>"same"</c>.</summary>
    public string Padding { get; }

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
        ["padding"] = Padding,
    };

    private protected Window WindowOn(Shape input) => Window.For(input, PoolSize, Strides, 1, same);
}
