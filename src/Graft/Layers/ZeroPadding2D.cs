using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>Puts zeros around a map.</summary>
public sealed class ZeroPadding2D : UnaryLayer
{
    /// <summary>A padding.</summary>
    /// <param name="padding">Rows and columns on each side: one number, (rows, columns), or ((top, bottom), (left, right)); 1
    /// where left out.</param>
    /// <param name="name">The layer's name.</param>
    public ZeroPadding2D(Margins? padding = null, string? name = null) : base(name)
    {
        Padding = padding ?? 1;
        if (Math.Min(Math.Min(Padding.Top, Padding.Bottom), Math.Min(Padding.Left, Padding.Right)) < 0)
            throw new ArgumentOutOfRangeException(nameof(padding), Padding, "A padding is at least 0 on each side.");
    }

    /// <summary>Rows and columns on each side.</summary>
    public Margins Padding { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        return Shape.Of(
            (long)input[0] + Padding.Top + Padding.Bottom, (long)input[1] + Padding.Left + Padding.Right, input.Channels);
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["padding"] = Padding.Json() };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context) => Convolving.Pad(input, Padding, 0);

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.ZeroPad(input, Padding);
    }

    internal static ZeroPadding2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Margins("padding"), name);
}
