using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

/// <summary>
/// Brings each channel to mean 0 and variance 1 (Ioffe and Szegedy, 2015). In training it uses the batch and moves its
/// statistics; at inference, <b>and always while it is frozen</b>, it uses the statistics and does not move them.
/// </summary>
public sealed class BatchNormalization : UnaryLayer
{
    private Weight? gamma;
    private Weight? beta;
    private Weight? mean;
    private Weight? variance;

    /// <summary>A batch normalization over the last axis with Keras's defaults.</summary>
    /// <param name="momentum">What the statistics keep of themselves at each step, 0 to 1.</param>
    /// <param name="epsilon">Added to the variance, above 0.</param>
    /// <param name="center">Whether a learned shift (<c>beta</c>) is added.</param>
    /// <param name="scale">Whether a learned factor (<c>gamma</c>) is applied.</param>
    /// <param name="name">The layer's name.</param>
    public BatchNormalization(
        double momentum = 0.99, double epsilon = 1e-3, bool center = true, bool scale = true, string? name = null) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(momentum, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(momentum, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(epsilon, 0);
        (Momentum, Epsilon, Center, Scale) = (momentum, epsilon, center, scale);
        TrainingMomentum = momentum;
    }

    /// <summary>What the statistics keep of themselves at each step.</summary>
    public double Momentum { get; }

    /// <summary>The momentum that training uses: another one where a training is too short for <see cref="Momentum"/>.</summary>
    internal double TrainingMomentum { get; set; }

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
    public override JsonObject GetConfiguration() => new()
    {
        ["axis"] = -1,
        ["momentum"] = Momentum,
        ["epsilon"] = Epsilon,
        ["center"] = Center,
        ["scale"] = Scale,
    };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        return Adapted(input, Normalize(input, context));
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var (scale, shift) = ScaleAndShift();
        return Adapted(writer, input, writer.ChannelAffine(input, scale, shift));
    }

    internal static BatchNormalization FromConfiguration(JsonObject configuration, string name) => new(
        configuration.AlongLastAxis().Double("momentum"),
        configuration.Double("epsilon"),
        configuration.Bool("center"),
        configuration.Bool("scale"),
        name);

    private Tensor Normalize(Tensor input, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        // libtorch wants the channels on axis 1, where only maps have them.
        var channelsSecond = input.dim() == 4 ? input : input.transpose(1, -1);
        var usesBatch = context.Training && Trainable && Adapter is null;
        var (centre, spread) = usesBatch
            ? (zeros(mean!.Shape[0]), zeros(mean.Shape[0]))
            : (mean!.Tensor, variance!.Tensor);
        // With a momentum of 1 what it moves are the numbers of this batch.
        var result = functional.batch_norm(channelsSecond, centre, spread, gamma?.Tensor!, beta?.Tensor!, usesBatch, 1, Epsilon);
        if (usesBatch)
            MoveStatistics(centre, spread, channelsSecond.numel() / mean.Shape[0]);
        return (input.dim() == 4 ? result : result.transpose(1, -1)).MoveToOuterDisposeScope();
    }

    private (Tensor Scale, Tensor Shift) ScaleAndShift()
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var inverse = variance!.Tensor.detach().Plus(Epsilon).rsqrt();
        var scale = gamma is null ? inverse : gamma.Tensor.detach() * inverse;
        var shift = -mean!.Tensor.detach() * scale;
        if (beta is not null)
            shift = shift.Plus(beta.Tensor.detach());
        return (scale.MoveToOuterDisposeScope(), shift.MoveToOuterDisposeScope());
    }

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        gamma = Scale ? CreateWeight("gamma", input.Channels, WeightLayout.Same, Initializer.Ones) : null;
        beta = Center ? CreateWeight("beta", input.Channels, WeightLayout.Same, Initializer.Zeros) : null;
        mean = CreateWeight("moving_mean", input.Channels, WeightLayout.Same, Initializer.Zeros, isStatistic: true);
        variance = CreateWeight("moving_variance", input.Channels, WeightLayout.Same, Initializer.Ones, isStatistic: true);
        return [.. new[] { gamma, beta, mean, variance }.OfType<Weight>()];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (input.Channels != mean!.Shape[0])
            throw new ArgumentException($"its statistics were built for {mean.Shape[0]} channels, {input} was given.");
    }

    // Keras keeps the biased variance; libtorch gives the unbiased one, which a single value does not have: its own is 0.
    private void MoveStatistics(Tensor batchMean, Tensor batchVariance, long values)
    {
        using var withoutGradient = no_grad();
        mean!.Tensor.Multiply(TrainingMomentum).Add(batchMean, 1 - TrainingMomentum);
        variance!.Tensor.Multiply(TrainingMomentum);
        if (values > 1)
            variance.Tensor.Add(batchVariance, (1 - TrainingMomentum) * (values - 1) / values);
    }
}
