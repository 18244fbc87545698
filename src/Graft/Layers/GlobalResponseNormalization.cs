using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// Lets the channels of a map compete: each is weighed by its length over the whole map, divided by the mean length of all
/// channels, times a learned factor; that and a learned shift are added to what came in (Woo et al., 2023, ConvNeXt v2).
/// </summary>
/// <remarks>timm's <c>GlobalResponseNorm</c>. Both are 0 at first, so that nothing changes.</remarks>
public sealed class GlobalResponseNormalization : UnaryLayer
{
    private Weight? gamma;
    private Weight? beta;

    /// <summary>A normalization over the whole map.</summary>
    /// <param name="epsilon">Added to the mean length, above 0.</param>
    /// <param name="name">The layer's name.</param>
    public GlobalResponseNormalization(double epsilon = 1e-6, string? name = null) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(epsilon, 0);
        Epsilon = epsilon;
    }

    /// <summary>Added to the mean length.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        return input;
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["epsilon"] = Epsilon };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        // Squares of a whole map add up, which takes all bits.
        var lengths = input.to(ScalarType.Float32).Squared().sum([2, 3], keepdim: true).sqrt();
        var shares = lengths.div(lengths.mean([1], keepdim: true).Plus(Epsilon));
        var factors = shares.mul(gamma!.Tensor.reshape(1, -1, 1, 1)).Plus(1);
        return input.mul(factors.to(input.dtype)).Plus(beta!.Tensor.reshape(1, -1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.ResponseNormalize(input, gamma!.Tensor, beta!.Tensor, Epsilon);
    }

    internal static GlobalResponseNormalization FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Double("epsilon"), name);

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        gamma = CreateWeight("gamma", input.Channels, WeightLayout.Same, Initializer.Zeros);
        beta = CreateWeight("beta", input.Channels, WeightLayout.Same, Initializer.Zeros);
        return [gamma, beta];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (input.Channels != gamma!.Shape[0])
            throw new ArgumentException($"its weights were built for {gamma.Shape[0]} channels, {input} was given.");
    }
}
