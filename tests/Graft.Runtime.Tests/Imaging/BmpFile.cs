using System.Buffers.Binary;

namespace Graft.Runtime.Tests.Imaging;

/// <summary>Writes bitmaps of kinds that the reference data lack, from their description in Microsoft's documentation.</summary>
internal static class BmpFile
{
    /// <summary>A file with the 40-byte header, then masks or a palette, then the data.</summary>
    public static byte[] Info(
        int width, int height, int bits, int compression, byte[] data, byte[]? palette = null, uint[]? masks = null) =>
        File(InfoBitmap(width, height, bits, compression, [], palette, masks), data);

    /// <summary>A file with the 12-byte header of OS/2 and a palette of three bytes a colour.</summary>
    public static byte[] Core(int width, int height, int bits, byte[] data, byte[] palette) =>
        File(
            [.. Number(12, 4), .. Number(width, 2), .. Number(height, 2), .. Number(1, 2), .. Number(bits, 2), .. palette],
            data);

    /// <summary>Header, palette and pixels, as they stand in an icon.</summary>
    public static byte[] InfoBitmap(
        int width, int height, int bits, int compression, byte[] data, byte[]? palette = null, uint[]? masks = null) =>
    [
        .. Number(40, 4), .. Number(width, 4), .. Number(height, 4), .. Number(1, 2), .. Number(bits, 2),
        .. Number(compression, 4), .. Number(0, 4), .. Number(0, 4), .. Number(0, 4), .. Number((palette?.Length ?? 0) / 4, 4),
        .. Number(0, 4),
        .. (masks ?? []).SelectMany(mask => Number(mask, 4)), .. palette ?? [], .. data,
    ];

    /// <summary>An icon of several pictures; each with the sides that its directory entry states.</summary>
    public static byte[] Icon(params (int Side, int Bits, byte[] Picture)[] pictures)
    {
        var offset = 6 + 16 * pictures.Length;
        var entries = new List<byte>();
        foreach (var (side, bits, picture) in pictures)
        {
            entries.AddRange([(byte)side, (byte)side, 0, 0, .. Number(1, 2), .. Number(bits, 2)]);
            entries.AddRange([.. Number(picture.Length, 4), .. Number(offset, 4)]);
            offset += picture.Length;
        }
        var data = pictures.SelectMany(picture => picture.Picture);
        return [.. Number(0, 2), .. Number(1, 2), .. Number(pictures.Length, 2), .. entries, .. data];
    }

    /// <summary>Rows of whole bytes, each filled up to a multiple of four.</summary>
    public static byte[] Rows(int height, Func<int, byte[]> row) =>
        [.. Enumerable.Range(0, height).Select(row).SelectMany(bytes => bytes.Concat(new byte[(4 - bytes.Length % 4) % 4]))];

    private static byte[] File(byte[] header, byte[] data)
    {
        var offset = 14 + header.Length;
        return [.. "BM"u8, .. Number(offset + data.Length, 4), .. Number(0, 4), .. Number(offset, 4), .. header, .. data];
    }

    private static byte[] Number(long value, int bytes)
    {
        var number = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        return number[..bytes];
    }
}
