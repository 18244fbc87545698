using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation.Pixels;

/// <summary>Turns colours around the colour wheel in Pillow's eight-bit HSV, as torchvision's <c>adjust_hue</c> does.</summary>
internal static class Hue
{
    /// <summary>Shifts all hues.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="factor">How far, as a share of the wheel, -0.5 to 0.5.</param>
    public static Picture Shift(Picture picture, double factor)
    {
        var shift = (byte)(int)(factor * 255);
        var pixels = new byte[picture.Pixels.Length];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var (hue, saturation, value) = ToHsv(picture.Pixels.AsSpan(i, 3));
            ToRgb((byte)(hue + shift), saturation, value, pixels.AsSpan(i, 3));
        }
        return new Picture(picture.Width, picture.Height, pixels);
    }

    private static (byte Hue, byte Saturation, byte Value) ToHsv(ReadOnlySpan<byte> pixel)
    {
        var (red, green, blue) = (pixel[0], pixel[1], pixel[2]);
        var (largest, smallest) = (Math.Max(red, Math.Max(green, blue)), Math.Min(red, Math.Min(green, blue)));
        if (largest == smallest)
            return (0, 0, largest);
        float range = largest - smallest;
        var (fromRed, fromGreen, fromBlue) = ((largest - red) / range, (largest - green) / range, (largest - blue) / range);
        var sixth = (float)(red == largest ? fromBlue - fromGreen
            : green == largest ? 2.0 + fromRed - fromBlue
            : 4.0 + fromGreen - fromRed);
        var hue = (float)((sixth / 6.0 + 1) % 1);
        return ((byte)(int)(hue * 255.0), (byte)(int)(range / largest * 255.0), largest);
    }

    private static void ToRgb(byte hue, byte saturation, byte value, Span<byte> pixel)
    {
        var (place, share) = (hue * 6.0 / 255, saturation / 255.0);
        var sector = (int)Math.Floor(place);
        var within = place - sector;
        var low = Rounded(value * (1.0 - share));
        var falling = Rounded(value * (1.0 - share * within));
        var rising = Rounded(value * (1.0 - share * (1.0 - within)));
        (pixel[0], pixel[1], pixel[2]) = (sector % 6) switch
        {
            0 => (value, rising, low),
            1 => (falling, value, low),
            2 => (low, value, rising),
            3 => (low, falling, value),
            4 => (rising, low, value),
            _ => (value, low, falling),
        };
    }

    private static byte Rounded(double value) => (byte)Math.Clamp(Math.Round(value, MidpointRounding.AwayFromZero), 0, 255);
}
