using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>Cuts rows and columns off a map.</summary>
public sealed class Cropping2D : UnaryLayer
{
    /// <summary>A cropping.</summary>
    /// <param name="cropping">Rows and columns on each side: one number, (rows, columns), or ((top, bottom), (left, right)); 0
    /// where left out.</param>
    /// <param name="name">The layer's name.</param>
    public Cropping2D(Margins? cropping = null, string? name = null) : base(name)
    {
        Cropping = cropping ?? 0;
        if (Math.Min(Math.Min(Cropping.Top, Cropping.Bottom), Math.Min(Cropping.Left, Cropping.Right)) < 0)
            throw new ArgumentOutOfRangeException(nameof(cropping), Cropping, "A cropping is at least 0 on each side.");
    }

    /// <summary>Rows and columns cut off each side.</summary>
    public Margins Cropping { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        var (height, width) = ((long)input[0] - Cropping.Top - Cropping.Bottom, (long)input[1] - Cropping.Left - Cropping.Right);
        return height > 0 && width > 0
            ? Shape.Of(height, width, input.Channels)
            : throw new ArgumentException($"nothing is left of {input} when {Cropping} is cut off.");
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["cropping"] = Cropping.Json() };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var shape = input.shape;
        return input
            .narrow(2, Cropping.Top, shape[2] - Cropping.Top - Cropping.Bottom)
            .narrow(3, Cropping.Left, shape[3] - Cropping.Left - Cropping.Right)
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        var kept = OutputShape(input.Shape);
        return writer.Slice(writer.Slice(input, 0, Cropping.Top, kept[0]), 1, Cropping.Left, kept[1]);
    }

    internal static Cropping2D FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Margins("cropping"), name);
}
