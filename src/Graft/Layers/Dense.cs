using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>Every output is a weighted sum of all inputs: <c>activation(x · kernel + bias)</c> over the last axis.</summary>
public sealed class Dense : ActivatedLayer
{
    private readonly Initializer kernelInitializer;
    private readonly Initializer biasInitializer;
    private Weight? kernel;
    private Weight? bias;

    /// <summary>A dense layer with Keras's defaults.</summary>
    /// <param name="units">Number of outputs, at least 1.</param>
    /// <param name="activation">Applied at the end; nothing where left out.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">First values of the kernel; <c>glorot_uniform</c> where left out.</param>
    /// <param name="biasInitializer">First values of the bias; <c>zeros</c> where left out.</param>
    /// <param name="name">The layer's name.</param>
    public Dense(
        int units,
        ActivationFunction? activation = null,
        bool useBias = true,
        Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null,
        string? name = null) : base(activation, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        (Units, UseBias) = (units, useBias);
        this.kernelInitializer = kernelInitializer ?? Initializer.GlorotUniform;
        this.biasInitializer = biasInitializer ?? Initializer.Zeros;
    }

    /// <summary>Number of outputs.</summary>
    public int Units { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    internal override PointProduct? PointProduct => kernel is null ? null : new(kernel, 1);

    internal override ChannelScaleAndShift? ChannelScaleAndShift => bias is null ? null : new(kernel!, 1, bias);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Activation.OutputShape(input.WithChannels(Units));
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new()
    {
        ["units"] = Units,
        ["activation"] = Activation.Name,
        ["use_bias"] = UseBias,
    };

    internal static Dense FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Int("units"), configuration.Text("activation"), configuration.Bool("use_bias"), name: name);

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        kernel = CreateWeight("kernel", (input.Channels, Units), WeightLayout.Same, kernelInitializer);
        bias = UseBias ? CreateWeight("bias", Units, WeightLayout.Same, biasInitializer) : null;
        return bias is null ? [kernel] : [kernel, bias];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (input.Channels != kernel!.Shape[0])
            throw new ArgumentException($"its kernel was built for {kernel.Shape[0]} features, {input} was given.");
    }

    private protected override Tensor ForwardLinear(Tensor input, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var result = Layout.ToLogical(context.Rounded(input)).matmul(context.Rounded(kernel!.Tensor));
        if (bias is not null)
            result = result.Plus(context.Rounded(bias.Tensor));
        return Layout.FromLogical(result).MoveToOuterDisposeScope();
    }

    private protected override Value LowerLinear(OperationWriter writer, Value input)
    {
        if (!input.Shape.IsMap)
            return writer.MatrixProduct(input, kernel!.Tensor, bias?.Tensor);
        var point = new Window(1, 1, Margins.None, 1);
        return writer.Convolution(input, kernel!.Tensor.t().reshape(Units, -1, 1, 1), bias?.Tensor, point, groups: 1);
    }
}
