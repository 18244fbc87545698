using System.Numerics;

namespace Graft.Runtime.Imaging;

/// <summary>
/// Resizing in floating point: the columns first, then the rows, sums in double precision, no rounding between them.
/// </summary>
internal static class FloatResampler
{
    /// <summary>Resizes values <c>[height, width, channels]</c> to <c>[rows, columns, channels]</c>.</summary>
    public static float[] Resize<T>(ReadOnlySpan<T> pixels, int width, int channels, AxisWeights rows, AxisWeights columns)
        where T : struct, INumberBase<T>
    {
        // Only those rows that the second pass reads.
        var (firstRow, height) = rows.Range();
        var (oldLength, newLength) = (width * channels, columns.Length * channels);
        var narrow = new float[height * newLength];
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Slice((firstRow + y) * oldLength, oldLength);
            Sum(row, columns, 0, channels, narrow.AsSpan(y * newLength, newLength));
        }
        var resized = new float[rows.Length * newLength];
        Sum<float>(narrow, rows, firstRow, newLength, resized);
        return resized;
    }

    /// <summary>The new items of one axis; an item is all that lies on one position of it.</summary>
    private static void Sum<T>(ReadOnlySpan<T> items, AxisWeights weights, int firstItem, int itemLength, Span<float> result)
        where T : struct, INumberBase<T>
    {
        for (var position = 0; position < weights.Length; position++)
        {
            var values = weights.Of(position);
            var taps = items[((weights.First[position] - firstItem) * itemLength)..];
            for (var i = 0; i < itemLength; i++)
            {
                var sum = 0.0;
                for (var tap = 0; tap < values.Length; tap++)
                    sum += double.CreateTruncating(taps[tap * itemLength + i]) * values[tap];
                result[position * itemLength + i] = (float)sum;
            }
        }
    }
}
