using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation.Pixels;

/// <summary>
/// Moves a picture away from a plainer one of itself, or towards it: Pillow's <c>ImageEnhance</c>. A factor of 1 changes nothing,
/// 0 gives the plain picture.
/// </summary>
internal static class Enhancement
{
    // Of the smoothing filter, whose middle counts as five.
    private const float SumOfWeights = 13;

    /// <summary>Lighter or darker; the plain picture is black.</summary>
    public static Picture Brightness(Picture picture, double factor) => Blend(new byte[picture.Pixels.Length], picture, factor);

    /// <summary>More or less contrast; the plain picture has the mean grey of this one.</summary>
    public static Picture Contrast(Picture picture, double factor)
    {
        var grey = Grey(picture);
        var mean = (int)(grey.Average(value => value) + 0.5);
        var plain = new byte[picture.Pixels.Length];
        Array.Fill(plain, (byte)mean);
        return Blend(plain, picture, factor);
    }

    /// <summary>More or less colour; the plain picture is grey.</summary>
    public static Picture Saturation(Picture picture, double factor) => Blend(GreyPixels(picture), picture, factor);

    /// <summary>Sharper or softer; the plain picture is a mean over nine pixels.</summary>
    public static Picture Sharpness(Picture picture, double factor)
    {
        var (source, stride) = (picture.Pixels, 3 * picture.Width);
        var plain = source.AsSpan().ToArray();
        for (var y = 1; y < picture.Height - 1; y++)
            for (var i = y * stride + 3; i < (y + 1) * stride - 3; i++)
            {
                var sum = 4 * source[i];
                for (var row = i - stride; row <= i + stride; row += stride)
                    sum += source[row - 3] + source[row] + source[row + 3];
                plain[i] = (byte)(sum / SumOfWeights + 0.5f);
            }
        return Blend(plain, picture, factor);
    }

    /// <summary>Without colour.</summary>
    public static Picture Greyscale(Picture picture) => new(picture.Width, picture.Height, GreyPixels(picture));

    private static byte[] Grey(Picture picture)
    {
        var pixels = picture.Pixels;
        var grey = new byte[pixels.Length / 3];
        for (var i = 0; i < grey.Length; i++)
            grey[i] = (byte)((pixels[3 * i] * 19595 + pixels[3 * i + 1] * 38470 + pixels[3 * i + 2] * 7471 + 0x8000) >> 16);
        return grey;
    }

    private static byte[] GreyPixels(Picture picture)
    {
        var grey = Grey(picture);
        var pixels = new byte[picture.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = grey[i / 3];
        return pixels;
    }

    private static Picture Blend(byte[] plain, Picture picture, double factor)
    {
        var share = (float)factor;
        var pixels = new byte[plain.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(plain[i] + share * (picture.Pixels[i] - plain[i]), 0, 255);
        return new Picture(picture.Width, picture.Height, pixels);
    }
}
