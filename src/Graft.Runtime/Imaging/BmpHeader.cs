using System.Buffers.Binary;

namespace Graft.Runtime.Imaging;

/// <summary>How the pixels of a BMP are packed.</summary>
internal enum BmpCompression
{
    None = 0,
    RunLength8 = 1,
    RunLength4 = 2,
    BitFields = 3,
    AlphaBitFields = 6,
}

/// <summary>
/// The header of a device-independent bitmap, as it stands in BMP and in ICO files: all versions from OS/2 1 (12 bytes) to
/// Windows 5 (124 bytes), with the palette or the bit masks that follow it.
/// </summary>
internal readonly ref struct BmpHeader
{
    private const int CoreSize = 12, InfoSize = 40, SizeWithMasks = 52;

    /// <summary>Reads the header, its masks and its palette; checks all but the size in pixels.</summary>
    public BmpHeader(ReadOnlySpan<byte> bitmap)
    {
        if (bitmap.Length < CoreSize)
            throw Damaged();
        var size = Long(bitmap, 0);
        if (size is not (CoreSize or >= InfoSize and <= 4096) || bitmap.Length < size)
            throw Damaged();
        var isCore = size == CoreSize;
        (Width, var height) = isCore ? (Short(bitmap, 4), Short(bitmap, 6)) : (Long(bitmap, 4), Long(bitmap, 8));
        (Height, IsTopDown) = (Math.Abs((long)height), height < 0);
        BitsPerPixel = Short(bitmap, isCore ? 10 : 14);
        Compression = isCore ? BmpCompression.None : (BmpCompression)Long(bitmap, 16);
        if (!IsKnown(Compression, BitsPerPixel))
            throw new PictureException(
                $"BMP pictures of {BitsPerPixel} bits a pixel with compression {(int)Compression} are not read.");

        var end = size;
        Masks = BitsPerPixel == 16 ? [0x7C00, 0x03E0, 0x001F] : [0x00FF0000, 0x0000FF00, 0x000000FF];
        if (Compression is BmpCompression.BitFields or BmpCompression.AlphaBitFields)
        {
            if (size < SizeWithMasks)
                end += Compression == BmpCompression.BitFields ? 12 : 16;
            if (bitmap.Length < Math.Max(end, SizeWithMasks))
                throw Damaged();
            for (var channel = 0; channel < 3; channel++)
                Masks[channel] = (uint)Long(bitmap, InfoSize + 4 * channel);
        }
        Palette = [];
        if (BitsPerPixel <= 8)
        {
            PaletteEntryLength = isCore ? 3 : 4;
            var entries = isCore ? 0 : Long(bitmap, 32);
            if (entries is < 1 or > 256)
                entries = 1 << BitsPerPixel;
            Palette = bitmap[Math.Min(end, bitmap.Length)..Math.Min(end + entries * PaletteEntryLength, bitmap.Length)];
            end += entries * PaletteEntryLength;
        }
        Length = end;
    }

    /// <summary>Width in pixels; not checked.</summary>
    public long Width { get; }

    /// <summary>Height in pixels; not checked. In an icon twice the picture's, since a mask follows.</summary>
    public long Height { get; }

    /// <summary>Whether the first stored row is the top one; usually it is the lowest.</summary>
    public bool IsTopDown { get; }

    /// <summary>1, 4, 8, 16, 24 or 32.</summary>
    public int BitsPerPixel { get; }

    /// <summary>How the pixels are packed.</summary>
    public BmpCompression Compression { get; }

    /// <summary>Which bits of a pixel of 16 or 32 bits are red, green and blue.</summary>
    public uint[] Masks { get; }

    /// <summary>Entries of blue, green, red and, but for OS/2, one unused byte.</summary>
    public ReadOnlySpan<byte> Palette { get; }

    /// <summary>3 or 4.</summary>
    public int PaletteEntryLength { get; }

    /// <summary>Bytes of header, masks and palette; in an icon the pixels follow at once.</summary>
    public int Length { get; }

    private static bool IsKnown(BmpCompression compression, int bitsPerPixel) => compression switch
    {
        BmpCompression.None => bitsPerPixel is 1 or 4 or 8 or 16 or 24 or 32,
        BmpCompression.RunLength8 => bitsPerPixel == 8,
        BmpCompression.RunLength4 => bitsPerPixel == 4,
        BmpCompression.BitFields or BmpCompression.AlphaBitFields => bitsPerPixel is 16 or 32,
        _ => false,
    };

    private static int Short(ReadOnlySpan<byte> bitmap, int position) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bitmap[position..]);

    private static int Long(ReadOnlySpan<byte> bitmap, int position) =>
        BinaryPrimitives.ReadInt32LittleEndian(bitmap[position..]);

    private static PictureException Damaged() => new("The BMP file is damaged or cut short.");
}
