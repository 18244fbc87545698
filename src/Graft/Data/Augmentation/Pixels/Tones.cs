using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation.Pixels;

/// <summary>Replaces each value by another one: Pillow's <c>ImageOps</c>.</summary>
internal static class Tones
{
    /// <summary>Keeps the highest bits of each value.</summary>
    public static Picture Posterize(Picture picture, int bits) => Replace(picture, value => value & ~((1 << (8 - bits)) - 1));

    /// <summary>Inverts values from a threshold on.</summary>
    public static Picture Solarize(Picture picture, double threshold) =>
        Replace(picture, value => value < threshold ? value : 255 - value);

    /// <summary>Light becomes dark.</summary>
    public static Picture Invert(Picture picture) => Replace(picture, value => 255 - value);

    /// <summary>Raises values, as shares of the highest, to a power.</summary>
    public static Picture Gamma(Picture picture, double gamma, double gain = 1) =>
        Replace(picture, value => (int)Math.Min(255, (256 - 1e-3) * gain * Math.Pow(value / 255.0, gamma)));

    /// <summary>Stretches each channel over all values.</summary>
    public static Picture AutoContrast(Picture picture) => ReplaceByChannel(picture, histogram =>
    {
        var low = Array.FindIndex(histogram, count => count > 0);
        var high = Array.FindLastIndex(histogram, count => count > 0);
        if (high <= low)
            return value => value;
        var scale = 255.0 / (high - low);
        var offset = -low * scale;
        return value => Math.Clamp((int)(value * scale + offset), 0, 255);
    });

    /// <summary>Spreads the values of each channel so that all are about as frequent.</summary>
    public static Picture Equalize(Picture picture) => ReplaceByChannel(picture, histogram =>
    {
        var last = Array.FindLastIndex(histogram, count => count > 0);
        var step = (histogram.Sum() - histogram[last]) / 255;
        if (step == 0)
            return value => value;
        var table = new int[256];
        var sum = step / 2;
        for (var value = 0; value < 256; value++)
        {
            table[value] = Math.Min(255, sum / step);
            sum += histogram[value];
        }
        return value => table[value];
    });

    private static Picture Replace(Picture picture, Func<int, int> tone) => ReplaceByChannel(picture, _ => tone);

    private static Picture ReplaceByChannel(Picture picture, Func<int[], Func<int, int>> toneOf)
    {
        var pixels = new byte[picture.Pixels.Length];
        var table = new byte[256];
        for (var channel = 0; channel < 3; channel++)
        {
            var histogram = new int[256];
            for (var i = channel; i < pixels.Length; i += 3)
                histogram[picture.Pixels[i]]++;
            var tone = toneOf(histogram);
            for (var value = 0; value < 256; value++)
                table[value] = (byte)tone(value);
            for (var i = channel; i < pixels.Length; i += 3)
                pixels[i] = table[picture.Pixels[i]];
        }
        return new Picture(picture.Width, picture.Height, pixels);
    }
}
