using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

/// <summary>
/// Brings the channels of each position to mean 0 and variance 1, then scales and shifts them (Ba, Kiros and Hinton, 2016).
/// </summary>
public sealed class LayerNormalization : UnaryLayer
{
    private Weight? gamma;
    private Weight? beta;

    /// <summary>A layer normalization over the last axis with Keras's defaults.</summary>
    /// <param name="epsilon">Added to the variance, above 0.</param>
    /// <param name="center">Whether a learned shift (<c>beta</c>) is added.</param>
    /// <param name="scale">Whether a learned factor (<c>gamma</c>) is applied.</param>
    /// <param name="name">The layer's name.</param>
    public LayerNormalization(double epsilon = 1e-3, bool center = true, bool scale = true, string? name = null) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(epsilon, 0);
        (Epsilon, Center, Scale) = (epsilon, center, scale);
    }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether a learned shift is added.</summary>
    public bool Center { get; }

    /// <summary>Whether a learned factor is applied.</summary>
    public bool Scale { get; }

    internal override ChannelScaleAndShift? ChannelScaleAndShift =>
        gamma is null || beta is null ? null : new(gamma, 0, beta);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() =>
        new() { ["axis"] = -1, ["epsilon"] = Epsilon, ["center"] = Center, ["scale"] = Scale };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context) => Adapted(input, Normalize(input));

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        var channels = input.Shape.Channels;
        var normalized = writer.LayerNormalize(input, gamma?.Tensor ?? ones(channels), beta?.Tensor ?? zeros(channels), Epsilon);
        return Adapted(writer, input, normalized);
    }

    internal static LayerNormalization FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.AlongLastAxis().Double("epsilon"), configuration.Bool("center"), configuration.Bool("scale"), name);

    private Tensor Normalize(Tensor input)
    {
        using var scope = NewDisposeScope();
        var logical = Layout.ToLogical(input);
        var result = functional.layer_norm(logical, [logical.shape[^1]], gamma?.Tensor!, beta?.Tensor!, Epsilon);
        return Layout.FromLogical(result).MoveToOuterDisposeScope();
    }

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        gamma = Scale ? CreateWeight("gamma", input.Channels, WeightLayout.Same, Initializer.Ones) : null;
        beta = Center ? CreateWeight("beta", input.Channels, WeightLayout.Same, Initializer.Zeros) : null;
        return [.. new[] { gamma, beta }.OfType<Weight>()];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if ((gamma ?? beta) is { } weight && input.Channels != weight.Shape[0])
            throw new ArgumentException($"its weights were built for {weight.Shape[0]} channels, {input} was given.");
    }
}
