using System.Buffers.Binary;
using System.Numerics;

namespace Graft.Runtime.Imaging;

/// <summary>
/// Reads Windows and OS/2 bitmaps: 1 to 32 bits a pixel, palettes, bit fields, run lengths. libvips has no reader for them.
/// </summary>
internal static class BmpReader
{
    private const int FileHeaderLength = 14;

    /// <summary>Reads a BMP file.</summary>
    public static Picture Read(ReadOnlySpan<byte> file, PictureLimits limits)
    {
        if (file.Length < FileHeaderLength)
            throw new PictureException("The BMP file is damaged or cut short.");
        var header = new BmpHeader(file[FileHeaderLength..]);
        limits.CheckSize(header.Width, header.Height);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        if (offset > file.Length)
            throw Damaged();
        return Pixels(header, (int)header.Width, (int)header.Height, file[(int)offset..]);
    }

    /// <summary>
    /// Reads the bitmap inside an icon: no file header, twice the height, and a mask behind the pixels that is left out.
    /// </summary>
    public static Picture ReadIcon(ReadOnlySpan<byte> bitmap, PictureLimits limits)
    {
        var header = new BmpHeader(bitmap);
        limits.CheckSize(header.Width, header.Height / 2);
        if (header.Length > bitmap.Length)
            throw Damaged();
        return Pixels(header, (int)header.Width, (int)(header.Height / 2), bitmap[header.Length..]);
    }

    private static Picture Pixels(BmpHeader header, int width, int height, ReadOnlySpan<byte> data)
    {
        var rows = data;
        var stride = ((long)width * header.BitsPerPixel + 31) / 32 * 4;
        var bits = header.BitsPerPixel;
        if (header.Compression is BmpCompression.RunLength8 or BmpCompression.RunLength4)
        {
            rows = BmpRunLengths.Expand(data, width, height, header.BitsPerPixel);
            (stride, bits) = (width, 8);
        }
        else if (stride * (height - 1) + ((long)width * bits + 7) / 8 > data.Length)
        {
            throw Damaged();
        }

        var palette = RgbPalette(header);
        var pixels = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        for (var row = 0; row < height; row++)
        {
            var start = (int)(stride * row);
            var from = rows[start..(int)Math.Min(start + stride, rows.Length)];
            var to = pixels.AsSpan(3 * width * (header.IsTopDown ? row : height - 1 - row), 3 * width);
            if (bits <= 8)
                FromIndices(from, bits, palette, to);
            else if (bits == 24)
                FromBlueGreenRed(from, to);
            else
                FromMasks(from, bits / 8, header.Masks, to);
        }
        return new Picture(width, height, pixels);
    }

    private static byte[] RgbPalette(BmpHeader header)
    {
        var palette = new byte[256 * 3];
        var length = header.PaletteEntryLength;
        for (var entry = 0; length > 0 && (entry + 1) * length <= header.Palette.Length; entry++)
            for (var channel = 0; channel < 3; channel++)
                palette[3 * entry + channel] = header.Palette[entry * length + 2 - channel];
        return palette;
    }

    private static void FromIndices(ReadOnlySpan<byte> row, int bits, ReadOnlySpan<byte> palette, Span<byte> rgb)
    {
        for (int to = 0, bit = 0; to < rgb.Length; to += 3, bit += bits)
        {
            var index = (row[bit >> 3] >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
            palette.Slice(3 * index, 3).CopyTo(rgb[to..]);
        }
    }

    private static void FromBlueGreenRed(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        for (var i = 0; i < rgb.Length; i += 3)
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (row[i + 2], row[i + 1], row[i]);
    }

    private static void FromMasks(ReadOnlySpan<byte> row, int bytesPerPixel, ReadOnlySpan<uint> masks, Span<byte> rgb)
    {
        for (int to = 0, from = 0; to < rgb.Length; to += 3, from += bytesPerPixel)
        {
            var pixel = bytesPerPixel == 2
                ? BinaryPrimitives.ReadUInt16LittleEndian(row[from..])
                : BinaryPrimitives.ReadUInt32LittleEndian(row[from..]);
            for (var channel = 0; channel < 3; channel++)
                rgb[to + channel] = Scale(pixel, masks[channel]);
        }
    }

    /// <summary>The bits under the mask, scaled to 0..255 and cut down to a whole number, as Pillow does.</summary>
    private static byte Scale(uint pixel, uint mask)
    {
        if (mask == 0)
            return 0;
        var shift = BitOperations.TrailingZeroCount(mask);
        return (byte)((ulong)((pixel & mask) >> shift) * 255 / (mask >> shift));
    }

    private static PictureException Damaged() => new("The BMP file is damaged or cut short.");
}
