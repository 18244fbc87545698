using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Graft.Runtime.Imaging;

/// <summary>
/// Four rows side by side: for each column sixteen bytes, four of each row, so that what is computed along a row is computed for
/// twelve numbers at once. Of four bytes three are the pixel's; the fourth is its neighbour's and means nothing.
/// </summary>
internal static class RowStrip
{
    public const int Rows = 4;

    /// <summary>The bytes of one column.</summary>
    public const int ColumnBytes = 4 * Rows;

    /// <summary>Lays four rows side by side; below the last row it comes again.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="top">The first of the rows.</param>
    /// <param name="firstColumn">The first column that is wanted.</param>
    /// <param name="strip">Takes as many columns as have room.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(PixelView picture, int top, int firstColumn, Span<byte> strip)
    {
        var columns = strip.Length / ColumnBytes;
        for (var row = 0; row < Rows; row++)
        {
            var from = picture.Pixels[(3 * (Math.Min(top + row, picture.Height - 1) * picture.Width + firstColumn))..];
            ref var to = ref strip[4 * row];
            // All but the last column have a neighbour to be read with them.
            ref var pixels = ref MemoryMarshal.GetReference(from);
            for (var x = 0; x < columns - 1; x++)
                Unsafe.WriteUnaligned(
                    ref Unsafe.Add(ref to, ColumnBytes * x), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, 3 * x)));
            from.Slice(3 * (columns - 1), 3).CopyTo(strip[(ColumnBytes * (columns - 1) + 4 * row)..]);
        }
    }

    /// <summary>Puts the pixels of one column back into four rows; what comes below the last row goes into it again.</summary>
    /// <param name="column">Sixteen bytes, laid out as in a strip.</param>
    /// <param name="pixels">A picture's pixels; those of a column further left are there already.</param>
    /// <param name="width">The picture's width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="top">The first of the rows.</param>
    /// <param name="x">The column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> column, Span<byte> pixels, int width, int height, int top, int x)
    {
        var words = column.AsUInt32();
        for (var row = 0; row < Rows; row++)
        {
            var pixel = pixels.Slice(3 * (Math.Min(top + row, height - 1) * width + x));
            if (x < width - 1)
            {
                // One byte too many, which the next column puts right.
                Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(pixel), words[row]);
                continue;
            }
            for (var channel = 0; channel < 3; channel++)
                pixel[channel] = column[4 * row + channel];
        }
    }
}
