using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The same values, in channels-last order, under another shape.</summary>
public sealed class Reshape : UnaryLayer
{
    private readonly int[] targetShape;

    /// <summary>A reshaping.</summary>
    /// <param name="targetShape">The new shape without the batch; one dimension may be -1 and is worked out.</param>
    /// <param name="name">The layer's name.</param>
    public Reshape(IReadOnlyList<int> targetShape, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(targetShape);
        if (targetShape.Count == 0 || targetShape.Count(d => d == -1) > 1 || targetShape.Any(d => d is 0 or < -1))
            throw new ArgumentException($"A target shape has at least one dimension, each at least 1, and one of them may be "
                + $"-1; given: ({string.Join(", ", targetShape)}).", nameof(targetShape));
        this.targetShape = [.. targetShape];
    }

    /// <summary>The new shape without the batch, as given.</summary>
    public IReadOnlyList<int> TargetShape => targetShape;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var known = new Shape([.. targetShape.Where(d => d != -1)]).Size;
        var isOpen = Array.IndexOf(targetShape, -1) >= 0;
        if (isOpen ? input.Size % known != 0 : known != input.Size)
            throw new ArgumentException($"{input.Size} values cannot take the shape ({string.Join(", ", targetShape)}).");
        return new Shape([.. targetShape.Select(d => d == -1 ? (int)(input.Size / known) : d)]);
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() =>
        new() { ["target_shape"] = new JsonArray([.. targetShape.Select(d => (JsonNode)d)]) };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var logical = Layout.ToLogical(input);
        long[] shape = [logical.shape[0], .. OutputShape(Sizes.Of(input)).Dimensions.Select(d => (long)d)];
        return Layout.FromLogical(logical.reshape(shape)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        return writer.Reshape(input, OutputShape(input.Shape));
    }

    internal static Reshape FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Ints("target_shape"), name);
}
