using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Tests.Imaging;

/// <summary>Bytes become the same bits of numbers in every width of vector.</summary>
public sealed class PixelNormalizationTests
{
    public static TheoryData<string> Modes => ["tf", "caffe", "torch", "none"];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Vectors_give_the_bits_of_the_formula(string mode)
    {
        var preprocessing = Preprocessing.Keras(mode, 16, 16);
        for (var count = 0; count <= 24; count++)
        {
            // Every byte in every channel, and rests of every length behind the last vector.
            byte[] pixels = [.. Enumerable.Range(0, 3 * (256 + count)).Select(i => (byte)(i / 3 + 85 * (i % 3)))];
            var expected = Formula(preprocessing, pixels);
            var normalization = new PixelNormalization(preprocessing);
            var (whole, plain, narrow, wide) =
                (new float[pixels.Length], new float[pixels.Length], new float[pixels.Length], new float[pixels.Length]);
            preprocessing.Normalize(pixels, whole);
            Assert.Equal(expected, whole);
            normalization.RunPlain(pixels, plain);
            Assert.Equal(expected, plain);
            if (Vector128.IsHardwareAccelerated)
                Check(expected, narrow, normalization.RunNarrow(pixels, narrow));
            if (Avx512F.IsSupported)
                Check(expected, wide, normalization.RunWide(pixels, wide));
        }
    }

    private static void Check(float[] expected, float[] actual, int done)
    {
        Assert.InRange(expected.Length - done, 0, 15);
        Assert.Equal(expected[..done], actual[..done]);
    }

    private static float[] Formula(Preprocessing preprocessing, byte[] pixels) =>
    [
        .. pixels.Select((_, i) =>
        {
            var (pixel, channel) = (i - i % 3, i % 3);
            var value = pixels[pixel + (preprocessing.Channels == ChannelOrder.Bgr ? 2 - channel : channel)];
            var scaled = value / (255f / preprocessing.FullScale);
            return (scaled - preprocessing.Mean[channel]) / preprocessing.StandardDeviation[channel];
        }),
    ];
}
