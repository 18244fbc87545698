using System.Numerics;

namespace Graft.Runtime.Imaging;

/// <summary>
/// Resizing of eight-bit pictures as Pillow does it: one axis after the other, whole-number weights, and a result that is rounded
/// and clipped to a byte after each of the two.
/// </summary>
internal static class FixedPointResampler
{
    // A weight has 22 bits behind the point: of 32, eight are the sample's, and two hold the sign and weights above 1.
    private const int Precision = 22;
    private const int Half = 1 << (Precision - 1);

    /// <summary>Resizes; an axis without weights stays as it is.</summary>
    public static Picture Resize(Picture picture, AxisWeights? rows, AxisWeights? columns, bool heightFirst)
    {
        if (rows is null)
            return columns is null ? picture : ResizeWidth(picture, columns, 0, picture.Height);
        if (columns is null)
            return ResizeHeight(picture, rows, 0);
        if (heightFirst)
            return ResizeWidth(ResizeHeight(picture, rows, 0), columns, 0, rows.Length);
        // Only those rows that the second pass reads.
        var firstRow = rows.First[0];
        return ResizeHeight(ResizeWidth(picture, columns, firstRow, rows.First[^1] + rows.Count[^1] - firstRow), rows, firstRow);
    }

    private static Picture ResizeWidth(Picture picture, AxisWeights columns, int firstRow, int height)
    {
        var weights = WholeNumbers(columns);
        var resized = GC.AllocateUninitializedArray<byte>(3 * height * columns.Length);
        var next = 0;
        for (var y = 0; y < height; y++)
        {
            var row = picture.Pixels.AsSpan(3 * (firstRow + y) * picture.Width, 3 * picture.Width);
            for (var x = 0; x < columns.Length; x++, next += 3)
            {
                var taps = weights.AsSpan(x * columns.Taps, columns.Count[x]);
                var samples = row.Slice(3 * columns.First[x], 3 * taps.Length);
                int red = Half, green = Half, blue = Half;
                for (int tap = 0, i = 0; tap < taps.Length; tap++, i += 3)
                {
                    var weight = taps[tap];
                    red += samples[i] * weight;
                    green += samples[i + 1] * weight;
                    blue += samples[i + 2] * weight;
                }
                resized[next] = Clip(red);
                resized[next + 1] = Clip(green);
                resized[next + 2] = Clip(blue);
            }
        }
        return new Picture(columns.Length, height, resized);
    }

    private static Picture ResizeHeight(Picture picture, AxisWeights rows, int firstRow)
    {
        var weights = WholeNumbers(rows);
        var rowLength = 3 * picture.Width;
        var resized = GC.AllocateUninitializedArray<byte>(rowLength * rows.Length);
        for (var y = 0; y < rows.Length; y++)
        {
            var taps = weights.AsSpan(y * rows.Taps, rows.Count[y]);
            var samples = picture.Pixels.AsSpan((rows.First[y] - firstRow) * rowLength);
            var row = resized.AsSpan(y * rowLength, rowLength);
            var done = 0;
            for (; done <= rowLength - Vector<byte>.Count; done += Vector<byte>.Count)
                SumVector(samples[done..], rowLength, taps).CopyTo(row[done..]);
            for (; done < rowLength; done++)
            {
                var sum = Half;
                for (var tap = 0; tap < taps.Length; tap++)
                    sum += samples[tap * rowLength + done] * taps[tap];
                row[done] = Clip(sum);
            }
        }
        return new Picture(picture.Width, rows.Length, resized);
    }

    /// <summary>As many neighbouring columns at once as a vector holds.</summary>
    private static Vector<byte> SumVector(ReadOnlySpan<byte> samples, int rowLength, ReadOnlySpan<int> taps)
    {
        Vector<int> first = new(Half), second = first, third = first, fourth = first;
        for (var tap = 0; tap < taps.Length; tap++)
        {
            var weight = new Vector<int>(taps[tap]);
            Vector.Widen(new Vector<byte>(samples[(tap * rowLength)..]), out var lower, out var upper);
            Vector.Widen(lower, out var a, out var b);
            Vector.Widen(upper, out var c, out var d);
            first += a.As<uint, int>() * weight;
            second += b.As<uint, int>() * weight;
            third += c.As<uint, int>() * weight;
            fourth += d.As<uint, int>() * weight;
        }
        return Vector.Narrow(Vector.Narrow(Clip(first), Clip(second)), Vector.Narrow(Clip(third), Clip(fourth)));
    }

    private static Vector<uint> Clip(Vector<int> sum) =>
        Vector.Min(Vector.Max(sum >> Precision, Vector<int>.Zero), new Vector<int>(255)).As<int, uint>();

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);

    private static int[] WholeNumbers(AxisWeights weights) =>
        Array.ConvertAll(weights.Values, value => (int)(value * (1 << Precision) + (value < 0 ? -0.5 : 0.5)));
}
