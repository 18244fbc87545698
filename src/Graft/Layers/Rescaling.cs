using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>Each value times a factor, plus an offset; both may differ from channel to channel.</summary>
public sealed class Rescaling : UnaryLayer
{
    private readonly float[] scale;
    private readonly float[] offset;

    /// <summary>A rescaling with the same numbers for all channels.</summary>
    /// <param name="scale">The factor.</param>
    /// <param name="offset">Added after it.</param>
    /// <param name="name">The layer's name.</param>
    public Rescaling(double scale, double offset = 0, string? name = null) : this([(float)scale], [(float)offset], name)
    {
    }

    /// <summary>A rescaling with numbers for each channel.</summary>
    /// <param name="scale">The factors: one for all channels, or one for each.</param>
    /// <param name="offset">Added after them: one for all channels, or one for each.</param>
    /// <param name="name">The layer's name.</param>
    public Rescaling(IReadOnlyList<float> scale, IReadOnlyList<float> offset, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(offset);
        if (scale.Count == 0 || offset.Count == 0)
            throw new ArgumentException("A rescaling needs at least one factor and one offset.");
        (this.scale, this.offset) = ([.. scale], [.. offset]);
    }

    /// <summary>The factors.</summary>
    public IReadOnlyList<float> Scale => scale;

    /// <summary>The offsets.</summary>
    public IReadOnlyList<float> Offset => offset;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (var count in new[] { scale.Length, offset.Length })
            if (count != 1 && count != input.Channels)
                throw new ArgumentException($"its {count} numbers do not fit the channels of {input}.");
        return input;
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new()
    {
        ["scale"] = new JsonArray([.. scale.Select(v => (JsonNode)v)]),
        ["offset"] = new JsonArray([.. offset.Select(v => (JsonNode)v)]),
    };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        return Layout.FromLogical((Layout.ToLogical(input) * tensor(scale)).Plus(tensor(offset))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        return writer.ChannelAffine(
            input,
            tensor(scale).expand(input.Shape.Channels).MoveToOuterDisposeScope(),
            tensor(offset).expand(input.Shape.Channels).MoveToOuterDisposeScope());
    }

    internal static Rescaling FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Floats("scale"), configuration.Floats("offset"), name);
}
