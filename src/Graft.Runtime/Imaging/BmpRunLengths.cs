namespace Graft.Runtime.Imaging;

/// <summary>Expands the run lengths of 8-bit and 4-bit bitmaps.</summary>
internal static class BmpRunLengths
{
    private const byte EndOfRow = 0, EndOfBitmap = 1, Move = 2;

    /// <summary>
    /// One palette index a pixel, <c>[height, width]</c>, lowest row first; pixels that no run covers have index 0.
    /// </summary>
    public static byte[] Expand(ReadOnlySpan<byte> data, int width, int height, int bitsPerPixel)
    {
        var indices = new byte[checked(width * height)];
        var (x, y) = (0, 0);
        while (y < height - 1 || (y == height - 1 && x < width))
        {
            var (count, value) = (Take(ref data, 1)[0], Take(ref data, 1)[0]);
            if (count > 0)
            {
                var row = RowPart(indices, width, x, y, count);
                for (var i = 0; i < row.Length; i++)
                    row[i] = Index(value, i, bitsPerPixel);
                x += row.Length;
                continue;
            }
            switch (value)
            {
                case EndOfRow:
                    (x, y) = (0, y + 1);
                    break;
                case EndOfBitmap:
                    return indices;
                case Move:
                    x = Math.Min(x + Take(ref data, 1)[0], width);
                    y += Take(ref data, 1)[0];
                    break;
                default:
                    // Pixels as they are, filled up to a whole number of 16-bit words.
                    var bytes = (value * bitsPerPixel + 7) / 8;
                    var pixels = Take(ref data, bytes + bytes % 2);
                    var literal = RowPart(indices, width, x, y, value);
                    for (var i = 0; i < literal.Length; i++)
                        literal[i] = Index(pixels[i * bitsPerPixel / 8], i, bitsPerPixel);
                    x += literal.Length;
                    break;
            }
        }
        return indices;
    }

    /// <summary>A run may not leave its row; what would is cut off, as Pillow does.</summary>
    private static Span<byte> RowPart(byte[] indices, int width, int x, int y, int count) =>
        indices.AsSpan(y * width + x, Math.Min(count, width - x));

    /// <summary>Of two pixels in one byte the first is the high half.</summary>
    private static byte Index(byte value, int pixel, int bitsPerPixel) =>
        bitsPerPixel == 8 ? value : (byte)(pixel % 2 == 0 ? value >> 4 : value & 15);

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> data, int count)
    {
        if (count > data.Length)
            throw new PictureException("The BMP file is damaged or cut short.");
        var taken = data[..count];
        data = data[count..];
        return taken;
    }
}
