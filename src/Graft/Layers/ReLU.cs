using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Graft.Layers;

/// <summary>The rectifier with Keras's options: an upper limit, a slope below zero, a threshold.</summary>
public sealed class ReLU : UnaryLayer
{
    /// <summary>A rectifier.</summary>
    /// <param name="maxValue">The upper limit; none where left out.</param>
    /// <param name="negativeSlope">The slope below the threshold, at least 0.</param>
    /// <param name="threshold">Where the rectifier opens, at least 0.</param>
    /// <param name="name">The layer's name.</param>
    public ReLU(double? maxValue = null, double negativeSlope = 0, double threshold = 0, string? name = null) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxValue ?? 0, 0, nameof(maxValue));
        ArgumentOutOfRangeException.ThrowIfLessThan(negativeSlope, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 0);
        if (threshold > 0 && negativeSlope > 0)
            throw new ArgumentException(
                "A rectifier with a threshold has no slope below it: leave one of the two at 0.", nameof(negativeSlope));
        (MaxValue, NegativeSlope, Threshold) = (maxValue, negativeSlope, threshold);
    }

    /// <summary>The upper limit.</summary>
    public double? MaxValue { get; }

    /// <summary>The slope below zero.</summary>
    public double NegativeSlope { get; }

    /// <summary>Where the rectifier opens.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() =>
        new() { ["max_value"] = MaxValue, ["negative_slope"] = NegativeSlope, ["threshold"] = Threshold };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (NegativeSlope == 0 && Threshold == 0)
            return MaxValue switch
            {
                null => functional.relu(input),
                // A clamp's gradient takes four passes over the map.
                6 => functional.relu6(input),
                { } largest => input.Between(0, largest),
            };
        using var scope = NewDisposeScope();
        var result = Threshold > 0 ? input.Threshold(Threshold, 0) : input.LeakyRelu(NegativeSlope);
        return (MaxValue is { } limit ? result.AtMost(limit) : result).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (NegativeSlope == 0 && Threshold == 0)
            return MaxValue is { } largest
                ? writer.Elementwise(input, ElementwiseFunction.Clip, 0, largest)
                : writer.Elementwise(input, ElementwiseFunction.Relu);
        var result = Threshold > 0
            ? writer.Elementwise(input, ElementwiseFunction.Threshold, Threshold, 0)
            : writer.Elementwise(input, ElementwiseFunction.LeakyRelu, NegativeSlope);
        return MaxValue is { } limit ? writer.Elementwise(result, ElementwiseFunction.Clip, float.MinValue, limit) : result;
    }

    internal static ReLU FromConfiguration(JsonObject configuration, string name) =>
        new(
            configuration.OptionalDouble("max_value"),
            configuration.Double("negative_slope"),
            configuration.Double("threshold"),
            name);
}
