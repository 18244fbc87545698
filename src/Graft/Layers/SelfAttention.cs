using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

/// <summary>
/// Steps look at each other (Vaswani et al., 2017, in several heads). A step's queries, keys and values stand side by side in
/// what comes in, as one dense layer before it makes them; another behind it may mix the heads.
/// </summary>
/// <remarks>The core of PyTorch's <c>MultiheadAttention</c> and of timm's <c>Attention</c>, without their dense layers.</remarks>
public sealed class SelfAttention : UnaryLayer
{
    private const int Parts = 3;

    /// <summary>An attention, without weights.</summary>
    /// <param name="heads">Into how many parts channels are split that do not see each other; divides the channels.</param>
    /// <param name="name">The layer's name.</param>
    public SelfAttention(int heads, string? name = null) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        Heads = heads;
    }

    /// <summary>Into how many parts channels are split.</summary>
    public int Heads { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank != 2)
            throw new ArgumentException($"steps (None, steps, channels) are wanted, {input} was given.");
        return input.Channels % (Parts * Heads) == 0
            ? input.WithChannels(input.Channels / Parts)
            : throw new ArgumentException(
                $"{input.Channels} channels cannot be split into queries, keys and values of {Heads} heads.");
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["num_heads"] = Heads };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var (batch, steps, channels) = (input.shape[0], input.shape[1], input.shape[2] / Parts);
        // [batch, steps, part, head, length] -> [part, batch, head, steps, length]
        var parts = input.reshape(batch, steps, Parts, Heads, channels / Heads).permute(2, 0, 3, 1, 4);
        var mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        return mixed.transpose(1, 2).reshape(batch, steps, channels).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        var channels = input.Shape.Channels / Parts;
        return writer.Attention(Part(0), Part(1), Part(2), Heads);

        Value Part(int number) => writer.Slice(input, 1, number * channels, channels);
    }

    internal static SelfAttention FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Int("num_heads"), name);
}
