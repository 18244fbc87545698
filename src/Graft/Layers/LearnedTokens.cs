using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// Learned steps in front of the others, the same for every sample: a class token (Dosovitskiy et al., 2020), a distillation
/// token (Touvron et al., 2020), registers (Darcet et al., 2023).
/// </summary>
public sealed class LearnedTokens : UnaryLayer
{
    private Weight? tokens;

    /// <summary>Tokens.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="name">The layer's name.</param>
    public LearnedTokens(int count = 1, string? name = null) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
    }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Rank == 2
            ? Shape.Of((long)input[0] + Count, input.Channels)
            : throw new ArgumentException($"steps (None, steps, channels) are wanted, {input} was given.");
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["count"] = Count };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var first = tokens!.Tensor.unsqueeze(0).expand(input.shape[0], -1, -1);
        return cat([first, input], 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.StepsInFront(input, tokens!.Tensor);
    }

    internal static LearnedTokens FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Int("count"), name);

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        tokens = CreateWeight("tokens", (Count, input.Channels), WeightLayout.Steps, "truncated_normal");
        return [tokens];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (input.Channels != tokens!.Shape[1])
            throw new ArgumentException($"its tokens were built for {tokens.Shape[1]} channels, {input} was given.");
    }
}
