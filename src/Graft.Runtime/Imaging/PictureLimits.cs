namespace Graft.Runtime.Imaging;

/// <summary>What a picture file may cost at most; checked before anything is decoded.</summary>
public sealed record PictureLimits
{
    /// <summary>The limits that hold where none are named.</summary>
    public static PictureLimits Default { get; } = new();

    /// <summary>The largest file, in bytes.</summary>
    public long MaximumBytes { get; init; } = 256L << 20;

    /// <summary>The largest picture, in pixels (width × height); Pillow's own limit.</summary>
    public long MaximumPixels { get; init; } = 178_956_970;

    internal void CheckLength(long bytes)
    {
        if (bytes > MaximumBytes)
            throw new PictureException($"The file has {bytes} bytes, more than the limit of {MaximumBytes}.");
    }

    internal void CheckSize(long width, long height)
    {
        if (width < 1 || height < 1)
            throw new PictureException($"The header says {width} x {height} pixels.");
        // An array holds at most 2^31 bytes, whatever the limit says.
        var limit = Math.Min(MaximumPixels, Array.MaxLength / 3);
        if (width > limit / height)
            throw new PictureException($"The header says {width} x {height} pixels, more than the limit of {limit} pixels.");
    }
}
