using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>A convolution of a map <c>[height, width, channels]</c>.</summary>
public sealed class Conv2D : ActivatedLayer
{
    private readonly Initializer kernelInitializer;
    private Weight? kernel;
    private Weight? bias;

    /// <summary>A convolution with Keras's defaults.</summary>
    /// <param name="filters">Number of output channels, at least 1.</param>
    /// <param name="kernelSize">Size of the window.</param>
    /// <param name="strides">Steps of the window.</param>
    /// <param name="padding"><c>"valid"</c>, <c>"same"</c> (TensorFlow's rule: more at the end), or zeros by number.</param>
    /// <param name="dilationRate">Distance between the window's points.</param>
    /// <param name="groups">Channels are split into so many parts that do not see each other; divides both channel
    /// numbers.</param>
    /// <param name="activation">Applied at the end; nothing where left out.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">First values of the kernel; <c>glorot_uniform</c> where left out.</param>
    /// <param name="name">The layer's name.</param>
    public Conv2D(
        int filters,
        Size2D kernelSize,
        Size2D? strides = null,
        Padding padding = default,
        Size2D? dilationRate = null,
        int groups = 1,
        ActivationFunction? activation = null,
        bool useBias = true,
        Initializer? kernelInitializer = null,
        string? name = null) : base(activation, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (filters % groups != 0)
            throw new ArgumentException($"{filters} filters cannot be split into {groups} groups.", nameof(groups));
        (Filters, KernelSize, Strides, Padding, DilationRate, Groups, UseBias) =
            (filters, kernelSize.AtLeastOne(nameof(kernelSize)), (strides ?? 1).AtLeastOne(nameof(strides)), padding,
                (dilationRate ?? 1).AtLeastOne(nameof(dilationRate)), groups, useBias);
        this.kernelInitializer = kernelInitializer ?? Initializer.GlorotUniform;
    }

    /// <summary>Number of output channels.</summary>
    public int Filters { get; }

    /// <summary>Size of the window.</summary>
    public Size2D KernelSize { get; }

    /// <summary>Steps of the window.</summary>
    public Size2D Strides { get; }

    /// <summary>What the window does at the border.</summary>
    public Padding Padding { get; }

    /// <summary>Distance between the window's points.</summary>
    public Size2D DilationRate { get; }

    /// <summary>Number of parts that do not see each other.</summary>
    public int Groups { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    internal override PointProduct? PointProduct =>
        kernel is not null && KernelSize == 1 && Groups == 1 && (Padding == Padding.Valid || Padding == Padding.Same)
            ? new(kernel, Strides)
            : null;

    internal override ChannelScaleAndShift? ChannelScaleAndShift => bias is null ? null : new(kernel!, 0, bias);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireMap(input);
        if (input.Channels % Groups != 0)
            throw new ArgumentException($"{input.Channels} channels cannot be split into {Groups} groups.");
        return Activation.OutputShape(Convolving.MapOf(WindowOn(input), input, Filters));
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new()
    {
        ["filters"] = Filters,
        ["kernel_size"] = KernelSize.Json(),
        ["strides"] = Strides.Json(),
        ["padding"] = Padding.Json(),
        ["dilation_rate"] = DilationRate.Json(),
        ["groups"] = Groups,
        ["activation"] = Activation.Name,
        ["use_bias"] = UseBias,
    };

    internal static Conv2D FromConfiguration(JsonObject configuration, string name) => new(
        configuration.Int("filters"),
        configuration.Size("kernel_size"),
        configuration.Size("strides"),
        configuration.Padding("padding"),
        configuration.Size("dilation_rate"),
        configuration.Int("groups"),
        configuration.Text("activation"),
        configuration.Bool("use_bias"),
        name: name);

    private protected override IReadOnlyList<Weight> CreateWeights(Shape input)
    {
        var shape = new Shape(KernelSize.Height, KernelSize.Width, input.Channels / Groups, Filters);
        kernel = CreateWeight("kernel", shape, WeightLayout.Convolution, kernelInitializer);
        bias = UseBias ? CreateWeight("bias", Filters, WeightLayout.Same, Initializer.Zeros) : null;
        return bias is null ? [kernel] : [kernel, bias];
    }

    private protected override void CheckBuilt(Shape input)
    {
        if (input.Channels != kernel!.Shape[2] * Groups)
            throw new ArgumentException($"its kernel was built for {kernel.Shape[2] * Groups} channels, {input} was given.");
    }

    private protected override Tensor ForwardLinear(Tensor input, ForwardContext context) =>
        Convolving.Convolve(context.Rounded(input), kernel!.Tensor, bias?.Tensor, WindowOn(Sizes.Of(input)), Groups);

    private protected override Value LowerLinear(OperationWriter writer, Value input) =>
        writer.Convolution(input, kernel!.Tensor, bias?.Tensor, WindowOn(input.Shape), Groups);

    private Window WindowOn(Shape input) => Padding.On(input, KernelSize, Strides, DilationRate);
}
