namespace Graft.Runtime.Imaging;

/// <summary>A way to resize, by the library that defines it: which old pixels make a new one, and with which weights.</summary>
public sealed class Resampling
{
    private static readonly Resampling NearestCentre = new(axis => AxisWeights.Nearest(axis, centre: true));
    private static readonly ResamplingKernel TorchBicubic = ResamplingKernel.Cubic(-0.75);

    private readonly Func<Axis, AxisWeights> weights;
    private readonly bool isPillow;

    private Resampling(Func<Axis, AxisWeights> weights, bool isPillow = false) =>
        (this.weights, this.isPillow) = (weights, isPillow);

    /// <summary>The weights of Pillow's <c>Image.resize</c>: shrinking takes all pixels into account.</summary>
    /// <param name="interpolation">The filter.</param>
    public static Resampling Pillow(Interpolation interpolation)
    {
        if (interpolation == Interpolation.Nearest)
            return new(AxisWeights.NearestByStep, isPillow: true);
        var kernel = ResamplingKernel.Of(interpolation);
        return new(axis => AxisWeights.Windowed(axis, kernel, antialias: true), isPillow: true);
    }

    /// <summary>The weights of <c>tf.image.resize</c>, which Keras's datasets and layers use.</summary>
    /// <param name="method">
    /// <c>nearest</c>, <c>area</c>, <c>bilinear</c>, <c>bicubic</c>, <c>lanczos3</c>, <c>lanczos5</c>, <c>gaussian</c> or
    /// <c>mitchellcubic</c>.
    /// </param>
    /// <param name="antialias">Whether shrinking takes all pixels into account; <c>nearest</c> and <c>area</c> ignore it.</param>
    /// <exception cref="ArgumentException">The method is unknown.</exception>
    public static Resampling TensorFlow(string method, bool antialias = false) => method switch
    {
        "nearest" => NearestCentre,
        "area" => new(AxisWeights.Coverage),
        "bilinear" when !antialias => Windowed(ResamplingKernel.Triangle, antialias, PlacePrecision.Single),
        "bilinear" => Windowed(ResamplingKernel.Triangle, antialias, PlacePrecision.SingleReciprocal),
        "bicubic" when !antialias => new(axis => AxisWeights.TabulatedCubic(axis, ResamplingKernel.Bicubic)),
        "bicubic" => Windowed(ResamplingKernel.Bicubic, antialias, PlacePrecision.SingleReciprocal),
        "lanczos3" => Windowed(ResamplingKernel.Lanczos3, antialias, PlacePrecision.SingleReciprocal),
        "lanczos5" => Windowed(ResamplingKernel.Lanczos5, antialias, PlacePrecision.SingleReciprocal),
        "gaussian" => Windowed(ResamplingKernel.Gaussian, antialias, PlacePrecision.SingleReciprocal),
        "mitchellcubic" => Windowed(ResamplingKernel.MitchellCubic, antialias, PlacePrecision.SingleReciprocal),
        _ => throw Unknown(
            method, "nearest, area, bilinear, bicubic, lanczos3, lanczos5, gaussian, mitchellcubic", nameof(method)),
    };

    /// <summary>
    /// The weights of <c>torch.nn.functional.interpolate</c> with <c>align_corners=False</c>, which torchvision uses for tensors.
    /// </summary>
    /// <param name="mode"><c>nearest</c>, <c>nearest-exact</c>, <c>area</c>, <c>bilinear</c> or <c>bicubic</c>.</param>
    /// <param name="antialias">
    /// Whether shrinking takes all pixels into account; only <c>bilinear</c> and <c>bicubic</c> know it.
    /// </param>
    /// <exception cref="ArgumentException">The mode is unknown.</exception>
    public static Resampling Torch(string mode, bool antialias = false) => mode switch
    {
        "nearest" => new(axis => AxisWeights.Nearest(axis, centre: false)),
        "nearest-exact" => NearestCentre,
        "area" => new(AxisWeights.AdaptiveMean),
        "bilinear" => Windowed(ResamplingKernel.Triangle, antialias, PlacePrecision.Single),
        "bicubic" when !antialias => new(axis => AxisWeights.RepeatedCubic(axis, TorchBicubic)),
        "bicubic" => Windowed(ResamplingKernel.Bicubic, antialias, PlacePrecision.Single),
        _ => throw Unknown(mode, "nearest, nearest-exact, area, bilinear, bicubic", nameof(mode)),
    };

    internal AxisWeights Weights(Axis axis) => weights(axis);

    /// <summary>
    /// Usually the width is resized first. Pillow, from 13.0 on, takes the height first where it loses more than twice as many
    /// pixels as the width (which may well grow); since bytes are rounded in between, this shows in the last bit.
    /// </summary>
    internal bool TakesHeightFirst(Axis rows, Axis columns)
    {
        var (heightLost, widthLost) = (rows.End - rows.Start - rows.To, columns.End - columns.Start - columns.To);
        return isPillow && heightLost > 0 && heightLost > 2 * widthLost;
    }

    private static Resampling Windowed(ResamplingKernel kernel, bool antialias, PlacePrecision precision) =>
        new(axis => AxisWeights.Windowed(axis, kernel, antialias, precision));

    private static ArgumentException Unknown(string name, string known, string parameter) =>
        new($"'{name}' is no way to resize; known are: {known}.", parameter);
}
