using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// In training, sets a random share of the values to zero and scales the rest up; at inference it does nothing (Srivastava et
/// al., 2014).
/// </summary>
public sealed class Dropout : UnaryLayer
{
    private const string Whole = "whole_samples";

    /// <summary>A dropout.</summary>
    /// <param name="rate">The share that is dropped, from 0 to below 1.</param>
    /// <param name="name">The layer's name.</param>
    public Dropout(double rate, string? name = null) : this(rate, wholeSamples: false, name)
    {
    }

    /// <summary>A dropout of single values or of whole samples.</summary>
    /// <param name="rate">The share that is dropped, from 0 to below 1.</param>
    /// <param name="wholeSamples">
    /// Whether a sample is dropped as a whole: in a branch beside a shortcut that is stochastic depth (Huang et al., 2016).
    /// </param>
    /// <param name="name">The layer's name.</param>
    public Dropout(double rate, bool wholeSamples, string? name = null) : base(name)
    {
        if (rate is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The rate lies from 0 to below 1.");
        (Rate, WholeSamples) = (rate, wholeSamples);
    }

    /// <summary>The share that is dropped.</summary>
    public double Rate { get; }

    /// <summary>Whether a sample is dropped as a whole.</summary>
    public bool WholeSamples { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() =>
        WholeSamples ? new() { ["rate"] = Rate, [Whole] = true } : new() { ["rate"] = Rate };

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">In training, the context has no stream of random numbers.</exception>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Training || Rate == 0)
            return input.alias();
        if (context.Random is not { } random)
            throw new InvalidOperationException(
                $"Layer '{Name}' drops at random in training: the forward pass needs a stream of random numbers.");
        using var scope = NewDisposeScope();
        long[] shape = WholeSamples ? [input.shape[0], .. Enumerable.Repeat(1L, (int)input.dim() - 1)] : input.shape;
        // 16 bits would know no rates below 1/256.
        var kept = rand(shape, generator: random).IsFrom(Rate).to(ScalarType.Float32);
        return (input * kept.Over(1 - Rate).to(input.dtype)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input) => input;

    internal static Dropout FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Double("rate"), configuration.ContainsKey(Whole) && configuration.Bool(Whole), name);
}
