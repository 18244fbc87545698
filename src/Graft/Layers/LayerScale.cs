using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>A learned factor for each channel, small at first (Touvron et al., 2021).</summary>
public sealed class LayerScale : UnaryLayer
{
    private Weight? gamma;

    /// <summary>A scaling over the last axis.</summary>
    /// <param name="initialValue">The factors before training; Keras's <c>init_values</c>.</param>
    /// <param name="name">The layer's name.</param>
    public LayerScale(double initialValue = 1e-6, string? name = null) : base(name) => InitialValue = initialValue;

    /// <summary>The factors before training.</summary>
    public double InitialValue { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["init_values"] = InitialValue };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        return Layout.FromLogical(Layout.ToLogical(input).mul(gamma!.Tensor)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var (scale, shift) = (gamma!.Tensor.detach().clone(), zeros(input.Shape.Channels));
        return writer.ChannelAffine(input, scale.MoveToOuterDisposeScope(), shift.MoveToOuterDisposeScope());
    }

    internal static LayerScale FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Double("init_values"), name);

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        gamma = CreateWeight("gamma", input.Channels, WeightLayout.Same, Initializer.Constant(InitialValue));
        return [gamma];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (input.Channels != gamma!.Shape[0])
            throw new ArgumentException($"its factors were built for {gamma.Shape[0]} channels, {input} was given.");
    }
}
