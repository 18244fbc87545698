using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation.Pixels;

/// <summary>Moves pixels by a matrix, with the arithmetic of Pillow's <c>Image.transform</c>.</summary>
internal static class Warp
{
    private const double FixedOne = 65536;

    /// <summary>A picture of the same size.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="matrix">Where each pixel comes from.</param>
    /// <param name="smooth">Whether pixels between four are a mean of these; else the nearest is taken.</param>
    /// <param name="fill">The colour of what comes from outside.</param>
    public static Picture Apply(Picture picture, AffineMatrix matrix, bool smooth, ReadOnlySpan<byte> fill)
    {
        var pixels = new byte[picture.Pixels.Length];
        for (var i = 0; i < pixels.Length; i += 3)
            fill.CopyTo(pixels.AsSpan(i));
        if (smooth)
            Bilinear(picture, matrix, pixels);
        else if (matrix.B == 0 && matrix.D == 0)
            NearestAlongAxes(picture, matrix, pixels);
        else
            Nearest(picture, matrix, pixels);
        return new Picture(picture.Width, picture.Height, pixels);
    }

    private static void Bilinear(Picture picture, AffineMatrix matrix, byte[] pixels)
    {
        var (width, height) = (picture.Width, picture.Height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var fromX = matrix.A * (x + 0.5) + matrix.B * (y + 0.5) + matrix.C;
                var fromY = matrix.D * (x + 0.5) + matrix.E * (y + 0.5) + matrix.F;
                if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height)
                    Between(picture, fromX - 0.5, fromY - 0.5, pixels.AsSpan(3 * (y * width + x), 3));
            }
    }

    private static void Between(Picture picture, double x, double y, Span<byte> pixel)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (right, down) = (x - left, y - top);
        var (x0, x1) = (Math.Max(left, 0), Math.Min(left + 1, picture.Width - 1));
        var (y0, y1) = (Math.Max(top, 0), Math.Min(top + 1, picture.Height - 1));
        var (upper, lower) = (3 * y0 * picture.Width, 3 * y1 * picture.Width);
        var source = picture.Pixels;
        for (var channel = 0; channel < 3; channel++)
        {
            double first = source[upper + 3 * x0 + channel], second = source[lower + 3 * x0 + channel];
            first += (source[upper + 3 * x1 + channel] - first) * right;
            second += (source[lower + 3 * x1 + channel] - second) * right;
            pixel[channel] = (byte)(first + (second - first) * down);
        }
    }

    private static void Nearest(Picture picture, AffineMatrix matrix, byte[] pixels)
    {
        var (stepX, stepY) = (Fixed(matrix.A), Fixed(matrix.D));
        var (rowX, rowY) = (Fixed(matrix.B), Fixed(matrix.E));
        var startX = Fixed(matrix.C + matrix.A * 0.5 + matrix.B * 0.5);
        var startY = Fixed(matrix.F + matrix.D * 0.5 + matrix.E * 0.5);
        for (var y = 0; y < picture.Height; y++, startX += rowX, startY += rowY)
        {
            var (fromX, fromY) = (startX, startY);
            for (var x = 0; x < picture.Width; x++, fromX += stepX, fromY += stepY)
                Copy(picture, fromX >> 16, fromY >> 16, pixels, y * picture.Width + x);
        }
    }

    private static void NearestAlongAxes(Picture picture, AffineMatrix matrix, byte[] pixels)
    {
        var fromY = matrix.F + matrix.E * 0.5;
        for (var y = 0; y < picture.Height; y++, fromY += matrix.E)
        {
            var fromX = matrix.C + matrix.A * 0.5;
            for (var x = 0; x < picture.Width; x++, fromX += matrix.A)
                Copy(picture, (long)Math.Floor(fromX), (long)Math.Floor(fromY), pixels, y * picture.Width + x);
        }
    }

    private static void Copy(Picture picture, long x, long y, byte[] pixels, int to)
    {
        if ((ulong)x < (ulong)picture.Width && (ulong)y < (ulong)picture.Height)
            picture.Pixels.AsSpan((int)(3 * (y * picture.Width + x)), 3).CopyTo(pixels.AsSpan(3 * to));
    }

    private static long Fixed(double value) => (long)Math.Floor(value * FixedOne + 0.5);
}
