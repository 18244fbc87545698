using CsCheck;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Imaging;

/// <summary>Every width of vector that this processor has gives the bits of the plain sums.</summary>
public sealed class ResamplingKernelTests
{
    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Int[1, 90], Gen.Int[1, 40], Gen.Int[1, 90], Gen.Int[1, 50], Gen.Enum<Interpolation>(), Gen.Double[0, 0.99], Gen.ULong,
        (oldWidth, oldHeight, width, height, interpolation, cut, seed) =>
            new Case(oldWidth, oldHeight, width, height, interpolation, cut, seed));

    [Fact]
    public void Fixed_point_sums_do_not_depend_on_the_vector() => Cases.Sample(given =>
    {
        foreach (var heightFirst in new[] { false, true })
        {
            var plain = Resized<PlainFixedPointKernel>(given, heightFirst);
            if (FixedPointKernel128.IsSupported)
                Assert.Equal(plain, Resized<FixedPointKernel128>(given, heightFirst));
            if (FixedPointKernel256.IsSupported)
                Assert.Equal(plain, Resized<FixedPointKernel256>(given, heightFirst));
            if (FixedPointKernel512.IsSupported)
                Assert.Equal(plain, Resized<FixedPointKernel512>(given, heightFirst));
        }
    }, iter: 300);

    [Fact]
    public void Plain_fixed_point_sums_are_those_of_the_definition() => Cases.Sample(given =>
    {
        var weights = Resampling.Pillow(given.Interpolation).Weights(given.Columns);
        var resized = FixedPointResampler.Resize<PlainFixedPointKernel>(given.Picture, null, weights, heightFirst: false);
        for (var i = 0; i < resized.Pixels.Length; i++)
        {
            var (y, x, channel) = (i / 3 / weights.Length, i / 3 % weights.Length, i % 3);
            var sum = 0L;
            for (var tap = 0; tap < weights.Count[x]; tap++)
                sum += given.Picture.Pixels[3 * (y * given.OldWidth + weights.First[x] + tap) + channel]
                    * (long)Math.Round(weights.Of(x)[tap] * (1 << 22), MidpointRounding.AwayFromZero);
            Assert.Equal(Math.Clamp((sum + (1 << 21)) >> 22, 0, 255), resized.Pixels[i]);
        }
    }, iter: 100);

    [Fact]
    public void Floating_point_sums_do_not_depend_on_the_vector() => Cases.Sample(given =>
    {
        foreach (var method in new[] { "nearest", "bilinear", "bicubic", "lanczos3" })
        {
            var resampling = Resampling.TensorFlow(method);
            var (rows, columns) = (resampling.Weights(given.Rows), resampling.Weights(given.Columns));
            var values = FloatResampler.Resize<byte>(given.Picture.Pixels, given.OldWidth, 3, rows, columns);
            byte[] expected = [.. values.Select(value => (byte)Math.Clamp(MathF.Round(value), 0, 255))];
            Assert.Equal(expected, FloatPictureResampler.Resize<PlainFloatKernel>(given.Picture, rows, columns).Pixels);
            if (FloatKernel256.IsSupported)
                Assert.Equal(expected, FloatPictureResampler.Resize<FloatKernel256>(given.Picture, rows, columns).Pixels);
            if (FloatKernel512.IsSupported)
                Assert.Equal(expected, FloatPictureResampler.Resize<FloatKernel512>(given.Picture, rows, columns).Pixels);
        }
    }, iter: 200);

    private static byte[] Resized<TKernel>(Case given, bool heightFirst)
        where TKernel : struct, IFixedPointKernel
    {
        var resampling = Resampling.Pillow(given.Interpolation);
        var (rows, columns) = (resampling.Weights(given.Rows), resampling.Weights(given.Columns));
        return FixedPointResampler.Resize<TKernel>(given.Picture, rows, columns, heightFirst).Pixels;
    }

    private sealed record Case(
        int OldWidth, int OldHeight, int Width, int Height, Interpolation Interpolation, double Cut, ulong Seed)
    {
        public Picture Picture { get; } = Noise(OldWidth, OldHeight, Seed);

        public Axis Rows => Part(new Axis(OldHeight, Height));

        public Axis Columns => Part(new Axis(OldWidth, Width));

        private Axis Part(Axis axis)
        {
            var first = (int)(Cut * axis.To);
            return axis with { First = first, Length = axis.To - first };
        }

        private static Picture Noise(int width, int height, ulong seed)
        {
            var pixels = new byte[3 * width * height];
            new Random((int)(seed % int.MaxValue)).NextBytes(pixels);
            return new Picture(width, height, pixels);
        }
    }
}
