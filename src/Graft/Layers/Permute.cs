using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The axes of a sample in another order.</summary>
public sealed class Permute : UnaryLayer
{
    private readonly int[] dimensions;

    /// <summary>A permutation of axes.</summary>
    /// <param name="dimensions">For each output axis the input's, counted from 1, as in Keras; the batch is not among
    /// them.</param>
    /// <param name="name">The layer's name.</param>
    public Permute(IReadOnlyList<int> dimensions, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (!dimensions.Order().SequenceEqual(Enumerable.Range(1, dimensions.Count)))
            throw new ArgumentException(
                $"Each axis from 1 stands once in a permutation; given: ({string.Join(", ", dimensions)}).", nameof(dimensions));
        this.dimensions = [.. dimensions];
    }

    /// <summary>For each output axis the input's, counted from 1.</summary>
    public IReadOnlyList<int> Dimensions => dimensions;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank != dimensions.Length)
            throw new ArgumentException($"{dimensions.Length} axes are permuted, {input} has {input.Rank}.");
        return new Shape([.. dimensions.Select(d => input[d - 1])]);
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["dims"] = new JsonArray([.. dimensions.Select(d => (JsonNode)d)]) };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        long[] order = [0, .. dimensions.Select(d => (long)d)];
        return Layout.FromLogical(Layout.ToLogical(input).permute(order).contiguous()).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.Transpose(input, [.. dimensions.Select(d => d - 1)]);
    }

    internal static Permute FromConfiguration(JsonObject configuration, string name) => new(configuration.Ints("dims"), name);
}
