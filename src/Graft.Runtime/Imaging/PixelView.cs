namespace Graft.Runtime.Imaging;

/// <summary>A decoded picture that lies in somebody else's memory: three channels of eight bits, row by row.</summary>
internal readonly ref struct PixelView(int width, int height, ReadOnlySpan<byte> pixels)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Values <c>[height, width, 3]</c>, red first.</summary>
    public ReadOnlySpan<byte> Pixels { get; } = pixels[..(3 * width * height)];

    public static implicit operator PixelView(Picture picture) => new(picture.Width, picture.Height, picture.Pixels);

    /// <summary>Some of its rows.</summary>
    public PixelView Part(int firstRow, int height) =>
        new(Width, height, Pixels.Slice(3 * firstRow * Width, 3 * height * Width));

    /// <summary>A copy that owns its memory.</summary>
    public Picture ToPicture() => new(Width, Height, Pixels.ToArray());
}
