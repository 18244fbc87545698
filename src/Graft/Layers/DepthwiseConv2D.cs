using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>A convolution in which each channel has kernels of its own.</summary>
public sealed class DepthwiseConv2D : ActivatedLayer
{
    private readonly Initializer depthwiseInitializer;
    private Weight? kernel;
    private Weight? bias;

    /// <summary>A depthwise convolution with Keras's defaults.</summary>
    /// <param name="kernelSize">Size of the window.</param>
    /// <param name="strides">Steps of the window.</param>
    /// <param name="padding"><c>"valid"</c>, <c>"same"</c> (TensorFlow's rule: more at the end), or zeros by number.</param>
    /// <param name="depthMultiplier">Kernels, and so output channels, for each input channel.</param>
    /// <param name="dilationRate">Distance between the window's points.</param>
    /// <param name="activation">Applied at the end; nothing where left out.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="depthwiseInitializer">First values of the kernel; <c>glorot_uniform</c> where left out.</param>
    /// <param name="name">The layer's name.</param>
    public DepthwiseConv2D(
        Size2D kernelSize,
        Size2D? strides = null,
        Padding padding = default,
        int depthMultiplier = 1,
        Size2D? dilationRate = null,
        ActivationFunction? activation = null,
        bool useBias = true,
        Initializer? depthwiseInitializer = null,
        string? name = null) : base(activation, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depthMultiplier, 1);
        (KernelSize, Strides, Padding, DepthMultiplier, DilationRate, UseBias) =
            (kernelSize.AtLeastOne(nameof(kernelSize)), (strides ?? 1).AtLeastOne(nameof(strides)), padding, depthMultiplier,
                (dilationRate ?? 1).AtLeastOne(nameof(dilationRate)), useBias);
        this.depthwiseInitializer = depthwiseInitializer ?? Initializer.GlorotUniform;
    }

    /// <summary>Size of the window.</summary>
    public Size2D KernelSize { get; }

    /// <summary>Steps of the window.</summary>
    public Size2D Strides { get; }

    /// <summary>What the window does at the border.</summary>
    public Padding Padding { get; }

    /// <summary>Kernels for each input channel.</summary>
    public int DepthMultiplier { get; }

    /// <summary>Distance between the window's points.</summary>
    public Size2D DilationRate { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    internal override ChannelScaleAndShift? ChannelScaleAndShift => bias is null ? null : new(kernel!, 0, bias);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        return Activation.OutputShape(Convolving.MapOf(WindowOn(input), input, (long)input.Channels * DepthMultiplier));
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new()
    {
        ["kernel_size"] = KernelSize.Json(),
        ["strides"] = Strides.Json(),
        ["padding"] = Padding.Json(),
        ["depth_multiplier"] = DepthMultiplier,
        ["dilation_rate"] = DilationRate.Json(),
        ["activation"] = Activation.Name,
        ["use_bias"] = UseBias,
    };

    internal static DepthwiseConv2D FromConfiguration(JsonObject configuration, string name) => new(
        configuration.Size("kernel_size"),
        configuration.Size("strides"),
        configuration.Padding("padding"),
        configuration.Int("depth_multiplier"),
        configuration.Size("dilation_rate"),
        configuration.Text("activation"),
        configuration.Bool("use_bias"),
        name: name);

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        var shape = new Shape(KernelSize.Height, KernelSize.Width, input.Channels, DepthMultiplier);
        kernel = CreateWeight("depthwise_kernel", shape, WeightLayout.Depthwise, depthwiseInitializer);
        bias = UseBias ? CreateWeight("bias", input.Channels * DepthMultiplier, WeightLayout.Same, Initializer.Zeros) : null;
        return bias is null ? [kernel] : [kernel, bias];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (input.Channels != kernel!.Shape[2])
            throw new ArgumentException($"its kernel was built for {kernel.Shape[2]} channels, {input} was given.");
    }

    private protected override Tensor ForwardLinear(Tensor input, ForwardContext context) =>
        Convolving.Convolve(context.Rounded(input), kernel!.Tensor, bias?.Tensor, WindowOn(Sizes.Of(input)), kernel.Shape[2]);

    private protected override Value LowerLinear(OperationWriter writer, Value input) =>
        writer.Convolution(input, kernel!.Tensor, bias?.Tensor, WindowOn(input.Shape), kernel.Shape[2]);

    private Window WindowOn(Shape input) => Padding.On(input, KernelSize, Strides, DilationRate);
}
