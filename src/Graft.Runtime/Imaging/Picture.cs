namespace Graft.Runtime.Imaging;

/// <summary>A decoded picture: upright, three channels in the order red, green, blue, eight bits each.</summary>
public sealed class Picture
{
    /// <summary>Takes over an array of pixels.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="pixels">Values <c>[height, width, 3]</c>, row by row; the array is not copied.</param>
    /// <exception cref="ArgumentException">The array's length is not height × width × 3.</exception>
    public Picture(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (long)width * height * 3)
            throw new ArgumentException(
                $"A picture of {width} x {height} has {(long)width * height * 3} values, {pixels.Length} were given.",
                nameof(pixels));
        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Values <c>[height, width, 3]</c>, row by row, red first.</summary>
    public byte[] Pixels { get; }
}
