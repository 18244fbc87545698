using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The mean of some steps that follow each other: of one, which is that step, or of all.</summary>
public sealed class StepPooling : UnaryLayer
{
    /// <summary>A pooling, without weights.</summary>
    /// <param name="start">The first step, from 0.</param>
    /// <param name="count">How many; all from the first on where left out.</param>
    /// <param name="name">The layer's name.</param>
    public StepPooling(int start = 0, int? count = null, string? name = null) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(start, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(count ?? 1, 1, nameof(count));
        (Start, Count) = (start, count);
    }

    /// <summary>The first step.</summary>
    public int Start { get; }

    /// <summary>How many; null for all from the first on.</summary>
    public int? Count { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank != 2)
            throw new ArgumentException($"steps (None, steps, channels) are wanted, {input} was given.");
        return Start + (long)(Count ?? 1) <= input[0]
            ? input.Channels
            : throw new ArgumentException($"{input} has no {Count ?? 1} steps from {Start} on.");
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["start"] = Start, ["count"] = Count };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var taken = input.narrow(1, Start, Count ?? input.shape[1] - Start);
        return (Count == 1 ? taken.squeeze(1) : taken.mean([1])).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        var (all, count) = (input.Shape[0], Count ?? input.Shape[0] - Start);
        var taken = count == all ? input : writer.Slice(input, 0, Start, count);
        return count == 1 ? writer.Reshape(taken, input.Shape.Channels) : writer.GlobalPool(taken, PoolKind.Average);
    }

    internal static StepPooling FromConfiguration(JsonObject configuration, string name) => new(
        configuration.Int("start"), configuration["count"] is null ? null : configuration.Int("count"), name);
}
