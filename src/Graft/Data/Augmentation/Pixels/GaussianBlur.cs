using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation.Pixels;

/// <summary>Means weighted by a normal distribution, beyond the edge over the mirrored picture: torchvision's.</summary>
internal static class GaussianBlur
{
    /// <summary>Blurs.</summary>
    /// <param name="picture">The picture; each side is longer than half of the kernel.</param>
    /// <param name="width">How many pixels count side by side, odd.</param>
    /// <param name="height">How many pixels count below each other, odd.</param>
    /// <param name="deviationX">The deviation along x in pixels, above 0.</param>
    /// <param name="deviationY">The deviation along y in pixels, above 0.</param>
    public static Picture Apply(Picture picture, int width, int height, double deviationX, double deviationY)
    {
        var (alongX, alongY) = (Kernel(width, deviationX), Kernel(height, deviationY));
        var stride = 3 * picture.Width;
        var between = new float[picture.Pixels.Length];
        for (var y = 0; y < picture.Height; y++)
            for (var i = 0; i < stride; i++)
                for (var tap = 0; tap < width; tap++)
                    between[y * stride + i] += alongX[tap]
                        * picture.Pixels[y * stride + 3 * Mirrored(i / 3 + tap - width / 2, picture.Width) + i % 3];
        var pixels = new byte[picture.Pixels.Length];
        for (var y = 0; y < picture.Height; y++)
            for (var i = 0; i < stride; i++)
            {
                var sum = 0f;
                for (var tap = 0; tap < height; tap++)
                    sum += alongY[tap] * between[Mirrored(y + tap - height / 2, picture.Height) * stride + i];
                pixels[y * stride + i] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
            }
        return new Picture(picture.Width, picture.Height, pixels);
    }

    /// <summary>The weights of one axis; their sum is 1.</summary>
    public static float[] Kernel(int size, double deviation)
    {
        double[] weights = [.. Enumerable.Range(0, size).Select(i => Math.Exp(-0.5 * Math.Pow((i - size / 2) / deviation, 2)))];
        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    private static int Mirrored(int at, int size) => at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
}
