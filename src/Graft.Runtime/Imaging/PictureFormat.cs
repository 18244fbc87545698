namespace Graft.Runtime.Imaging;

/// <summary>The picture formats that are read.</summary>
internal enum PictureFormat
{
    JPEG,
    PNG,
    GIF,
    WebP,
    TIFF,
    AVIF,
    BMP,
    ICO,
}
