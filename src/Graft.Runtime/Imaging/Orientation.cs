using System.Runtime.CompilerServices;

namespace Graft.Runtime.Imaging;

/// <summary>Turns a picture upright by its EXIF orientation.</summary>
internal static class Orientation
{
    /// <summary>The picture as it is meant to be seen.</summary>
    /// <param name="stored">The picture as it is stored; it is given up.</param>
    /// <param name="orientation">EXIF tag 274: 1 to 8; every other value leaves the picture as it is.</param>
    /// <param name="rented">Whether the result's memory is rented.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DecodedPicture Turn(DecodedPicture stored, int orientation, bool rented)
    {
        var (width, height) = (stored.Width, stored.Height);
        // Where the upright picture's first pixel lies in the stored one, and the steps to its right and lower neighbours.
        var (origin, right, down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => (width * height - 1, -1, -width),
            4 => (width * (height - 1), 1, -width),
            5 => (0, width, 1),
            6 => (width * (height - 1), -width, 1),
            7 => (width * height - 1, -width, -1),
            8 => (width - 1, width, -1),
            _ => default,
        };
        if (right == 0)
            return stored;
        var (uprightWidth, uprightHeight) = orientation >= 5 ? (height, width) : (width, height);
        var upright = new DecodedPicture(uprightWidth, uprightHeight, rented);
        var from = stored.Pixels;
        var to = upright.Pixels;
        var next = 0;
        for (var y = 0; y < uprightHeight; y++)
        {
            var pixel = origin + y * down;
            for (var x = 0; x < uprightWidth; x++, pixel += right, next += 3)
            {
                to[next] = from[3 * pixel];
                to[next + 1] = from[3 * pixel + 1];
                to[next + 2] = from[3 * pixel + 2];
            }
        }
        stored.Dispose();
        return upright;
    }
}
