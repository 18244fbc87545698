namespace Graft.Runtime.Imaging;

/// <summary>A weight for each distance between a source pixel and the place that is sampled, in pixels.</summary>
/// <param name="Radius">The distance from which on the weight is 0.</param>
/// <param name="Weight">The weight at a signed distance; sums of weights are brought to 1 later.</param>
internal sealed record ResamplingKernel(double Radius, Func<double, double> Weight)
{
    public static readonly ResamplingKernel Box = new(0.5, x => x is > -0.5 and <= 0.5 ? 1 : 0);

    public static readonly ResamplingKernel Triangle = new(1, x => Math.Max(0, 1 - Math.Abs(x)));

    public static readonly ResamplingKernel Hamming =
        new(1, x => Math.Abs(x) < 1 ? Sinc(x) * (0.54 + 0.46 * Math.Cos(Math.PI * x)) : 0);

    public static readonly ResamplingKernel Bicubic = Cubic(-0.5);

    public static readonly ResamplingKernel Lanczos3 = Lanczos(3);

    public static readonly ResamplingKernel Lanczos5 = Lanczos(5);

    /// <summary>A standard deviation of half a pixel, cut off after three.</summary>
    public static readonly ResamplingKernel Gaussian = new(1.5, x => Math.Abs(x) < 1.5 ? Math.Exp(-2 * x * x) : 0);

    /// <summary>The cubic of Mitchell and Netravali with B = C = 1/3.</summary>
    public static readonly ResamplingKernel MitchellCubic = new(2, x => Math.Abs(x) switch
    {
        < 1 and var d => (7 * d / 6 - 2) * d * d + 8.0 / 9,
        < 2 and var d => ((2 - 7 * d / 18) * d - 10.0 / 3) * d + 16.0 / 9,
        _ => 0,
    });

    /// <summary>Cubic convolution by Keys; <paramref name="a"/> is the slope at distance 1.</summary>
    public static ResamplingKernel Cubic(double a) => new(2, x => Math.Abs(x) switch
    {
        < 1 and var d => ((a + 2) * d - (a + 3)) * d * d + 1,
        < 2 and var d => (((d - 5) * d + 8) * d - 4) * a,
        _ => 0,
    });

    /// <summary>The kernel of an interpolation other than <see cref="Interpolation.Nearest"/>, as Pillow defines it.</summary>
    public static ResamplingKernel Of(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Box => Box,
        Interpolation.Bilinear => Triangle,
        Interpolation.Hamming => Hamming,
        Interpolation.Bicubic => Bicubic,
        Interpolation.Lanczos => Lanczos3,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "It has no kernel."),
    };

    private static ResamplingKernel Lanczos(int lobes) =>
        new(lobes, x => x >= -lobes && x < lobes ? Sinc(x) * Sinc(x / lobes) : 0);

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
