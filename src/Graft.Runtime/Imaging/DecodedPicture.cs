using System.Buffers;

namespace Graft.Runtime.Imaging;

/// <summary>
/// A decoded picture that is looked at once and given up. Its memory may be rented, so that the next picture uses it again:
/// pictures are large enough that fresh memory for each costs more time than it takes to resize them.
/// </summary>
internal readonly ref struct DecodedPicture
{
    private readonly byte[] pixels;
    private readonly bool isRented;

    /// <summary>A picture that has memory of its own.</summary>
    public DecodedPicture(Picture picture) =>
        (Width, Height, pixels, isRented) = (picture.Width, picture.Height, picture.Pixels, false);

    /// <summary>A picture still to be filled; what it holds at first is left over from others.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="rented">Whether its memory is given back in the end.</param>
    public DecodedPicture(int width, int height, bool rented)
    {
        var length = checked(3 * width * height);
        (Width, Height, isRented) = (width, height, rented);
        pixels = rented ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Values <c>[height, width, 3]</c>, red first.</summary>
    public Span<byte> Pixels => pixels.AsSpan(0, 3 * Width * Height);

    public PixelView View => new(Width, Height, Pixels);

    /// <summary>The picture with memory that is its own; this one may be given up.</summary>
    public Picture ToPicture() => isRented ? View.ToPicture() : new Picture(Width, Height, pixels);

    public void Dispose()
    {
        if (isRented)
            ArrayPool<byte>.Shared.Return(pixels);
    }
}
