using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation.Pixels;

/// <summary>Mirrors, cuts and pads pictures; what lies outside of a picture is black, as in Pillow.</summary>
internal static class Cropping
{
    /// <summary>Swaps left and right.</summary>
    public static Picture Mirror(Picture picture) =>
        Take(picture, picture.Height, picture.Width, row => row, column => picture.Width - 1 - column, []);

    /// <summary>Swaps top and bottom.</summary>
    public static Picture Flip(Picture picture) =>
        Take(picture, picture.Height, picture.Width, row => picture.Height - 1 - row, column => column, []);

    /// <summary>Cuts a part out; where it lies outside of the picture it is black.</summary>
    public static Picture Crop(Picture picture, int top, int left, int height, int width) =>
        Take(picture, height, width, row => row + top, column => column + left, [0, 0, 0]);

    /// <summary>Cuts the middle out; a picture that is smaller lies in the middle of black.</summary>
    public static Picture CropCentre(Picture picture, int height, int width)
    {
        // torchvision pads first, and halves of odd numbers fall differently than when it cuts.
        var (above, before) = (Math.Max(0, (height - picture.Height) / 2), Math.Max(0, (width - picture.Width) / 2));
        return Crop(
            picture,
            picture.Height < height ? -above : Half(picture.Height - height),
            picture.Width < width ? -before : Half(picture.Width - width), height, width);
    }

    /// <summary>Adds a border.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="sides">Pixels to the left, above, to the right and below.</param>
    /// <param name="border">What the border holds.</param>
    /// <param name="fill">The colour of a plain border.</param>
    public static Picture Pad(
        Picture picture, (int Left, int Above, int Right, int Below) sides, Border border, ReadOnlySpan<byte> fill)
    {
        Func<int, int, int> place = border switch
        {
            Border.Edge => (at, size) => Math.Clamp(at, 0, size - 1),
            Border.Reflect => (at, size) => Reflected(at, 2 * (size - 1), 0),
            Border.Symmetric => (at, size) => Reflected(at, 2 * size, 1),
            _ => (at, _) => at,
        };
        return Take(
            picture,
            picture.Height + sides.Above + sides.Below,
            picture.Width + sides.Left + sides.Right,
            row => place(row - sides.Above, picture.Height),
            column => place(column - sides.Left, picture.Width),
            fill);
    }

    /// <summary>Fills a part with one colour; what of it lies outside is left out.</summary>
    public static Picture Erase(Picture picture, int top, int left, int height, int width, ReadOnlySpan<byte> colour)
    {
        var pixels = picture.Pixels.AsSpan().ToArray();
        for (var y = Math.Max(0, top); y < Math.Min(picture.Height, top + height); y++)
            for (var x = Math.Max(0, left); x < Math.Min(picture.Width, left + width); x++)
                colour.CopyTo(pixels.AsSpan(3 * (y * picture.Width + x)));
        return new Picture(picture.Width, picture.Height, pixels);
    }

    // Python rounds halves to even numbers.
    private static int Half(int size) => (int)Math.Round(size / 2.0, MidpointRounding.ToEven);

    private static int Reflected(int at, int period, int twice)
    {
        var within = ((at % period) + period) % period;
        return within <= (period - twice) / 2 ? within : period - twice - within;
    }

    private static Picture Take(
        Picture picture, int height, int width, Func<int, int> row, Func<int, int> column, ReadOnlySpan<byte> fill)
    {
        var pixels = new byte[checked(3 * height * width)];
        var columns = new int[width];
        for (var x = 0; x < width; x++)
            columns[x] = column(x);
        for (var y = 0; y < height; y++)
        {
            var from = row(y);
            for (var x = 0; x < width; x++)
            {
                var isInside = (uint)from < (uint)picture.Height && (uint)columns[x] < (uint)picture.Width;
                var source = isInside ? picture.Pixels.AsSpan(3 * (from * picture.Width + columns[x]), 3) : fill;
                source.CopyTo(pixels.AsSpan(3 * (y * width + x)));
            }
        }
        return new Picture(width, height, pixels);
    }
}
