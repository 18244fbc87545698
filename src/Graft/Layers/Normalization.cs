using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// Brings each channel to mean 0 and variance 1 by numbers that are given, or taken once from data; no training changes them.
/// As in Keras a deviation below 1e-7 counts as 1e-7.
/// </summary>
public sealed class Normalization : UnaryLayer
{
    private const double Epsilon = 1e-7;

    private readonly float[]? givenMean;
    private readonly float[]? givenVariance;
    private Weight? mean;
    private Weight? variance;
    private Weight? count;

    /// <summary>A normalisation whose numbers come from <see cref="Adapt"/> or from a weights file.</summary>
    /// <param name="name">The layer's name.</param>
    public Normalization(string? name = null) : base(name)
    {
    }

    /// <summary>A normalisation by given numbers.</summary>
    /// <param name="mean">Subtracted: one for all channels, or one for each.</param>
    /// <param name="variance">Its root divides: one for all channels, or one for each.</param>
    /// <param name="name">The layer's name.</param>
    public Normalization(IReadOnlyList<float> mean, IReadOnlyList<float> variance, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(variance);
        if (mean.Count == 0 || variance.Count == 0)
            throw new ArgumentException("A normalisation needs at least one mean and one variance.");
        (givenMean, givenVariance) = ([.. mean], [.. variance]);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (var numbers in new[] { givenMean, givenVariance })
            if (numbers is not null && numbers.Length != 1 && numbers.Length != input.Channels)
                throw new ArgumentException($"its {numbers.Length} numbers do not fit the channels of {input}.");
        return input;
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new()
    {
        ["axis"] = -1,
        ["mean"] = givenMean is null ? null : new JsonArray([.. givenMean.Select(v => (JsonNode)v)]),
        ["variance"] = givenVariance is null ? null : new JsonArray([.. givenVariance.Select(v => (JsonNode)v)]),
    };

    /// <summary>Takes each channel's mean and (biased) variance from data.</summary>
    /// <param name="data">Samples in libtorch's layout, the channels as in the layer's input.</param>
    /// <exception cref="InvalidOperationException">The numbers were given to the constructor, or the layer is not in a graph
    /// yet.</exception>
    public void Adapt(Tensor data)
    {
        if (mean is null || variance is null)
            throw new InvalidOperationException(givenMean is null
                ? $"Layer '{Name}' is not in a graph yet: apply it first, so that it knows its channels."
                : $"Layer '{Name}' was given its numbers; it cannot take others from data.");
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var logical = Layout.ToLogical(data);
        var rows = logical.reshape(-1, logical.shape[^1]).to(ScalarType.Float64);
        mean.Tensor.copy_(rows.mean([0]));
        variance.Tensor.copy_(rows.var([0], unbiased: false));
        count!.Tensor.Fill(rows.shape[0]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var (centre, deviation) = Numbers();
        return Layout.FromLogical(Layout.ToLogical(input).Minus(centre) / deviation).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var (centre, deviation) = Numbers();
        var scale = deviation.reciprocal();
        var shift = -centre * scale;
        return writer.ChannelAffine(
            input, scale.expand(input.Shape.Channels).MoveToOuterDisposeScope(), shift.expand(input.Shape.Channels)
                .MoveToOuterDisposeScope());
    }

    internal static Normalization FromConfiguration(JsonObject configuration, string name) =>
        configuration.AlongLastAxis()["mean"] is null
        ? new Normalization(name)
        : new Normalization(configuration.Floats("mean"), configuration.Floats("variance"), name);

    // The count of rows seen computes nothing here; it stands in Keras's files and in its number of parameters.
    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        if (givenMean is not null)
            return [];
        mean = CreateWeight("mean", input.Channels, WeightLayout.Same, Initializer.Zeros, isStatistic: true);
        variance = CreateWeight("variance", input.Channels, WeightLayout.Same, Initializer.Ones, isStatistic: true);
        count = CreateWeight("count", new Shape(), WeightLayout.Same, Initializer.Zeros, isStatistic: true);
        return [mean, variance, count];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (mean is not null && input.Channels != mean.Shape[0])
            throw new ArgumentException($"its numbers were built for {mean.Shape[0]} channels, {input} was given.");
    }

    private (Tensor Centre, Tensor Deviation) Numbers()
    {
        var centre = mean?.Tensor ?? tensor(givenMean!);
        var spread = variance?.Tensor ?? tensor(givenVariance!);
        return (centre, spread.sqrt().AtLeast(Epsilon));
    }
}
