using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>A depthwise convolution, then one of single points that mixes the channels (Chollet, 2017).</summary>
public sealed class SeparableConv2D : ActivatedLayer
{
    private static readonly Window Point = new(1, 1, Margins.None, 1);

    private Weight? depthwise;
    private Weight? pointwise;
    private Weight? bias;

    /// <summary>A separable convolution with Keras's defaults.</summary>
    /// <param name="filters">Number of output channels, at least 1.</param>
    /// <param name="kernelSize">Size of the depthwise window.</param>
    /// <param name="strides">Steps of the window.</param>
    /// <param name="padding"><c>"valid"</c>, <c>"same"</c> (TensorFlow's rule: more at the end), or zeros by number.</param>
    /// <param name="depthMultiplier">Depthwise kernels for each input channel.</param>
    /// <param name="dilationRate">Distance between the window's points.</param>
    /// <param name="activation">Applied at the end; nothing where left out.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="name">The layer's name.</param>
    public SeparableConv2D(
        int filters,
        Size2D kernelSize,
        Size2D? strides = null,
        Padding padding = default,
        int depthMultiplier = 1,
        Size2D? dilationRate = null,
        ActivationFunction? activation = null,
        bool useBias = true,
        string? name = null) : base(activation, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(depthMultiplier, 1);
        (Filters, KernelSize, Strides, Padding, DepthMultiplier, DilationRate, UseBias) =
            (filters, kernelSize.AtLeastOne(nameof(kernelSize)), (strides ?? 1).AtLeastOne(nameof(strides)), padding,
                depthMultiplier, (dilationRate ?? 1).AtLeastOne(nameof(dilationRate)), useBias);
    }

    /// <summary>Number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Size of the depthwise window.</summary>
    public Size2D KernelSize { get; }

    /// <summary>Steps of the window.</summary>
    public Size2D Strides { get; }

    /// <summary>What the window does at the border.</summary>
    public Padding Padding { get; }

    /// <summary>Depthwise kernels for each input channel.</summary>
    public int DepthMultiplier { get; }

    /// <summary>Distance between the window's points.</summary>
    public Size2D DilationRate { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    internal override ChannelScaleAndShift? ChannelScaleAndShift => bias is null ? null : new(pointwise!, 0, bias);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        Convolving.MapOf(WindowOn(input), input, (long)input.Channels * DepthMultiplier);
        return Activation.OutputShape(Convolving.MapOf(WindowOn(input), input, Filters));
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new()
    {
        ["filters"] = Filters,
        ["kernel_size"] = KernelSize.Json(),
        ["strides"] = Strides.Json(),
        ["padding"] = Padding.Json(),
        ["depth_multiplier"] = DepthMultiplier,
        ["dilation_rate"] = DilationRate.Json(),
        ["activation"] = Activation.Name,
        ["use_bias"] = UseBias,
    };

    internal static SeparableConv2D FromConfiguration(JsonObject configuration, string name) => new(
        configuration.Int("filters"),
        configuration.Size("kernel_size"),
        configuration.Size("strides"),
        configuration.Padding("padding"),
        configuration.Int("depth_multiplier"),
        configuration.Size("dilation_rate"),
        configuration.Text("activation"),
        configuration.Bool("use_bias"),
        name);

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        var depthwiseShape = new Shape(KernelSize.Height, KernelSize.Width, input.Channels, DepthMultiplier);
        depthwise = CreateWeight("depthwise_kernel", depthwiseShape, WeightLayout.Depthwise, Initializer.GlorotUniform);
        var pointwiseShape = new Shape(1, 1, input.Channels * DepthMultiplier, Filters);
        pointwise = CreateWeight("pointwise_kernel", pointwiseShape, WeightLayout.Convolution, Initializer.GlorotUniform);
        bias = UseBias ? CreateWeight("bias", Filters, WeightLayout.Same, Initializer.Zeros) : null;
        return bias is null ? [depthwise, pointwise] : [depthwise, pointwise, bias];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (input.Channels != depthwise!.Shape[2])
            throw new ArgumentException($"its kernel was built for {depthwise.Shape[2]} channels, {input} was given.");
    }

    private protected override Tensor ForwardLinear(Tensor input, ForwardContext context)
    {
        using var maps = Convolving.Convolve(context.Rounded(input), depthwise!.Tensor, null, WindowOn(Sizes.Of(input)), depthwise.Shape[2]);
        return Convolving.Convolve(maps, pointwise!.Tensor, bias?.Tensor, Point, groups: 1);
    }

    private protected override Value LowerLinear(OperationWriter writer, Value input)
    {
        var maps = writer.Convolution(input, depthwise!.Tensor, null, WindowOn(input.Shape), depthwise.Shape[2]);
        return writer.Convolution(maps, pointwise!.Tensor, bias?.Tensor, Point, groups: 1);
    }

    private Window WindowOn(Shape input) => Padding.On(input, KernelSize, Strides, DilationRate);
}
