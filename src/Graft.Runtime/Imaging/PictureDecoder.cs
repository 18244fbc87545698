namespace Graft.Runtime.Imaging;

/// <summary>
/// Decodes picture files: JPEG, PNG, GIF, WebP, TIFF, AVIF, BMP and ICO. The format is told by the content, never by a name.
/// </summary>
/// <remarks>
/// The result is what Pillow's <c>exif_transpose</c> and <c>convert("RGB")</c> give: turned upright, grey repeated in three
/// channels, CMYK converted without a colour profile, alpha dropped, colour profiles ignored. The one difference is 16-bit grey,
/// which is scaled to eight bits here and clipped there. Of an animation the first frame counts, of several pages the first, of
/// an icon the largest picture. Files that are damaged or cut short are refused. Safe to call from several threads.
/// </remarks>
public static class PictureDecoder
{
    /// <summary>Decodes one picture file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="limits">What it may cost; <see cref="PictureLimits.Default"/> where none are given.</param>
    /// <returns>The picture, upright, red, green and blue in eight bits each.</returns>
    /// <exception cref="PictureException">The file is no picture, is damaged, or exceeds the limits.</exception>
    /// <exception cref="InvalidOperationException">The native library of libvips is missing on this machine.</exception>
    public static Picture Decode(ReadOnlyMemory<byte> file, PictureLimits? limits = null) =>
        Open(file, limits, rented: false).ToPicture();

    /// <summary>The same for one look at it, in memory that may be rented.</summary>
    internal static DecodedPicture Open(ReadOnlyMemory<byte> file, PictureLimits? limits, bool rented)
    {
        limits ??= PictureLimits.Default;
        limits.CheckLength(file.Length);
        return PictureSignature.Find(file.Span) switch
        {
            null => throw new PictureException(PictureSignature.Explain(file.Span)),
            PictureFormat.BMP => new DecodedPicture(BmpReader.Read(file.Span, limits)),
            PictureFormat.ICO => new DecodedPicture(IcoReader.Read(file.Span, limits)),
            PictureFormat.GIF => new DecodedPicture(GifReader.Read(file.Span, limits)),
            { } format => VipsReader.Read(file.Span, format, limits, rented),
        };
    }

    /// <summary>Whether a file that begins with these bytes is in a format that is read; 16 bytes are enough.</summary>
    /// <param name="beginning">The first bytes of the file.</param>
    public static bool Recognizes(ReadOnlySpan<byte> beginning) => PictureSignature.Find(beginning) is not null;
}
