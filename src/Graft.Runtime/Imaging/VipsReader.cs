using NetVips;

namespace Graft.Runtime.Imaging;

/// <summary>
/// Reads the compressed formats through libvips. The loader is named by the signature, so that nothing but these formats is ever
/// decoded, whatever else the native library can do.
/// </summary>
internal static class VipsReader
{
    // Small enough that a strip of a usual picture stays out of the large object heap.
    private const int StripBytes = 80_000;

    static VipsReader()
    {
        if (!ModuleInitializer.VipsInitialized)
            return;
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        // What libvips warns of is an error here, and reported as one; standard error belongs to the program.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });
        Log.SetLogHandler("GLib-GObject", Enums.LogLevelFlags.Critical, (_, _, _) => { });
    }

    /// <summary>Decodes a file of a format that libvips reads, and turns it upright.</summary>
    public static Picture Read(ReadOnlySpan<byte> file, PictureFormat format, PictureLimits limits) =>
        Read(file, format, limits, rented: false).ToPicture();

    /// <summary>The same for one look at it, in memory that may be rented.</summary>
    public static DecodedPicture Read(ReadOnlySpan<byte> file, PictureFormat format, PictureLimits limits, bool rented)
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new InvalidOperationException(
                "The native library of libvips, which decodes pictures, could not be loaded; "
                + "reference the package NetVips.Native of this platform.",
                ModuleInitializer.Exception);
        try
        {
            using var source = Source.NewFromMemory(file);
            using var image = Open(source, format);
            limits.CheckSize(image.Width, image.Height);
            return Orientation.Turn(Pixels(image, rented), OrientationOf(image), rented);
        }
        catch (VipsException e)
        {
            throw new PictureException($"The {format} file is damaged or cut short.", e);
        }
    }

    // Always in full size: JPEG can be decoded at a half or less, sooner, but pixels of 60 photographs came out up to 58 levels
    // from the exact result (480 x 320 to 150 x 150, at a half), and up to 4 where they had been enlarged and lost no detail.
    private static Image Open(Source source, PictureFormat format)
    {
        const Enums.Access access = Enums.Access.Sequential;
        const Enums.FailOn failOn = Enums.FailOn.Warning;
        return format switch
        {
            PictureFormat.JPEG => Image.JpegloadSource(source, access: access, failOn: failOn),
            PictureFormat.PNG => Image.PngloadSource(source, access: access, failOn: failOn),
            PictureFormat.GIF => Image.GifloadSource(source, access: access, failOn: failOn),
            PictureFormat.WebP => Image.WebploadSource(source, access: access, failOn: failOn),
            PictureFormat.TIFF => Image.TiffloadSource(source, access: access, failOn: failOn),
            PictureFormat.AVIF => Image.HeifloadSource(source, access: access, failOn: failOn),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "libvips does not read this format"),
        };
    }

    private static int OrientationOf(Image image) =>
        image.Contains("orientation") && image.Get("orientation") is int orientation ? orientation : 1;

    private static DecodedPicture Pixels(Image image, bool rented)
    {
        var convert = Conversion(image);
        var bytesPerRow = (long)image.Width * image.Bands * (image.Format == Enums.BandFormat.Ushort ? 2 : 1);
        var rows = (int)Math.Clamp(StripBytes / bytesPerRow, 1, image.Height);
        using var region = Region.New(image);
        var (width, height, bands) = (image.Width, image.Height, image.Bands);
        var samples = region.Fetch(0, 0, width, rows);
        // Only now, so that a small file which claims to be large costs nothing if it does not even begin well.
        var picture = new DecodedPicture(width, height, rented);
        convert(samples, bands, picture.Pixels[..(3 * rows * width)]);
        for (var top = rows; top < height; top += rows)
        {
            rows = Math.Min(rows, height - top);
            convert(region.Fetch(0, top, width, rows), bands, picture.Pixels.Slice(3 * top * width, 3 * rows * width));
        }
        return picture;
    }

    private delegate void RowConversion(ReadOnlySpan<byte> samples, int bands, Span<byte> rgb);

    private static RowConversion Conversion(Image image) => (image.Interpretation, image.Format, image.Bands) switch
    {
        (Enums.Interpretation.Bw, Enums.BandFormat.Uchar, _) => RgbRows.FromGrey,
        (Enums.Interpretation.Grey16, Enums.BandFormat.Ushort, _) => RgbRows.FromGrey16,
        (Enums.Interpretation.Srgb, Enums.BandFormat.Uchar, >= 3) => RgbRows.FromRgb,
        (Enums.Interpretation.Rgb16, Enums.BandFormat.Ushort, >= 3) => RgbRows.FromRgb16,
        (Enums.Interpretation.Cmyk, Enums.BandFormat.Uchar, >= 4) => RgbRows.FromCmyk,
        _ => throw new PictureException(
            $"Pictures of the kind {image.Interpretation} with {image.Bands} channels of type {image.Format} are not read."),
    };
}
