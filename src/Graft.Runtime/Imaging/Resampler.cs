using System.Drawing;

namespace Graft.Runtime.Imaging;

/// <summary>Resizes pictures, in whole numbers as Pillow and torchvision do, and arrays in floating point.</summary>
public static class Resampler
{
    /// <summary>Resizes a picture; with <see cref="Resampling.Pillow"/> the result is Pillow's to the last bit.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="height">The new height in pixels.</param>
    /// <param name="width">The new width in pixels.</param>
    /// <param name="resampling">The weights, by the library that defines them.</param>
    /// <returns>A new picture, or the same one where there is nothing to do.</returns>
    /// <remarks>One axis is resized after the other; after each the values are rounded and clipped to bytes.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static Picture Resize(Picture picture, int height, int width, Resampling resampling)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(resampling);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return Resize(picture, new Axis(picture.Height, height), new Axis(picture.Width, width), resampling);
    }

    /// <summary>Resizes a part of a picture, as the argument <c>box</c> of Pillow's <c>Image.resize</c> does.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="box">The part that is brought to the new size, in pixels and parts of pixels.</param>
    /// <param name="height">The new height in pixels.</param>
    /// <param name="width">The new width in pixels.</param>
    /// <param name="interpolation">The filter; pixels outside the box count where its edge blends them in.</param>
    /// <returns>A new picture, or the same one where there is nothing to do.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the box is not inside the picture.</exception>
    public static Picture Resize(Picture picture, RectangleF box, int height, int width, Interpolation interpolation)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var isInside = box.Left >= 0 && box.Top >= 0 && box.Right <= picture.Width && box.Bottom <= picture.Height;
        if (!isInside || !(box.Width > 0 && box.Height > 0))
            throw new ArgumentOutOfRangeException(
                nameof(box), box, $"The box is not inside a picture of {picture.Width} x {picture.Height}.");
        var rows = new Axis(picture.Height, height) { Start = box.Top, End = box.Bottom };
        var columns = new Axis(picture.Width, width) { Start = box.Left, End = box.Right };
        return Resize(picture, rows, columns, Resampling.Pillow(interpolation));
    }

    /// <summary>Resizes an array in floating point, without rounding or clipping.</summary>
    /// <param name="pixels">Values <c>[height, width, channels]</c>.</param>
    /// <param name="height">The height.</param>
    /// <param name="width">The width.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="newHeight">The new height.</param>
    /// <param name="newWidth">The new width.</param>
    /// <param name="resampling">The weights, by the library that defines them.</param>
    /// <returns>Values <c>[newHeight, newWidth, channels]</c>.</returns>
    /// <exception cref="ArgumentException">A size is below 1, or there are not height × width × channels values.</exception>
    public static float[] Resize(
        ReadOnlySpan<float> pixels, int height, int width, int channels, int newHeight, int newWidth, Resampling resampling)
    {
        ArgumentNullException.ThrowIfNull(resampling);
        foreach (var size in (ReadOnlySpan<int>)[height, width, channels, newHeight, newWidth])
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (pixels.Length != (long)height * width * channels)
            throw new ArgumentException(
                $"{height} x {width} x {channels} values are expected, {pixels.Length} were given.", nameof(pixels));
        var (rows, columns) = (new Axis(height, newHeight), new Axis(width, newWidth));
        return FloatResampler.Resize(pixels, width, channels, resampling.Weights(rows), resampling.Weights(columns));
    }

    /// <summary>
    /// Resizes a picture, computing only the wanted part of the new one. An axis that stays as it is has no pass.
    /// </summary>
    internal static Picture Resize(Picture picture, Axis rows, Axis columns, Resampling resampling) =>
        rows.IsUnchanged && columns.IsUnchanged ? picture : Resize((PixelView)picture, rows, columns, resampling);

    /// <summary>The same for a picture in memory that is not its own; the new one has its own.</summary>
    internal static Picture Resize(PixelView picture, Axis rows, Axis columns, Resampling resampling) =>
        FixedPointResampler.Resize(
            picture,
            rows.IsUnchanged ? null : resampling.Weights(rows),
            columns.IsUnchanged ? null : resampling.Weights(columns),
            resampling.TakesHeightFirst(rows, columns));
}
