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
}
