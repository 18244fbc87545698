using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graft.Runtime.Imaging;

/// <summary>
/// Resizing of eight-bit pictures as Pillow does it: one axis after the other, whole-number weights, and a result that is rounded
/// and clipped to a byte after each of the two.
/// </summary>
/// <remarks>
/// Loops over pixels are compiled at once as well as can be: a short run has no time to find out that they are worth it.
/// </remarks>
internal static class FixedPointResampler
{
    /// <summary>Resizes with the widest vectors that the processor has.</summary>
    public static Picture Resize(PixelView picture, AxisWeights? rows, AxisWeights? columns, bool heightFirst) =>
        FixedPointKernel512.IsSupported ? Resize<FixedPointKernel512>(picture, rows, columns, heightFirst)
        : FixedPointKernel256.IsSupported ? Resize<FixedPointKernel256>(picture, rows, columns, heightFirst)
        : FixedPointKernel128.IsSupported ? Resize<FixedPointKernel128>(picture, rows, columns, heightFirst)
        : Resize<PlainFixedPointKernel>(picture, rows, columns, heightFirst);

    /// <summary>Resizes; an axis without weights stays as it is.</summary>
    public static Picture Resize<TKernel>(PixelView picture, AxisWeights? rows, AxisWeights? columns, bool heightFirst)
        where TKernel : struct, IFixedPointKernel
    {
        var (height, width) = (rows?.Length ?? picture.Height, columns?.Length ?? picture.Width);
        var resized = GC.AllocateUninitializedArray<byte>(checked(3 * height * width));
        if (rows is not null && columns is not null)
            ResizeBoth<TKernel>(picture, rows, columns, heightFirst, resized);
        else if (rows is not null)
            ResizeHeight<TKernel>(picture, rows, 0, resized);
        else if (columns is not null)
            ResizeWidth<TKernel>(picture, columns, 0, height, resized);
        else
            picture.Pixels.CopyTo(resized);
        return new Picture(width, height, resized);
    }

    private static void ResizeBoth<TKernel>(
        PixelView picture, AxisWeights rows, AxisWeights columns, bool heightFirst, Span<byte> resized)
        where TKernel : struct, IFixedPointKernel
    {
        if (heightFirst)
        {
            using var low = new RentedBytes(checked(3 * rows.Length * picture.Width));
            ResizeHeight<TKernel>(picture, rows, 0, low.Span);
            ResizeWidth<TKernel>(new PixelView(picture.Width, rows.Length, low.Span), columns, 0, rows.Length, resized);
            return;
        }
        // Only those rows that the second pass reads.
        var (firstRow, height) = rows.Range();
        using var narrow = new RentedBytes(checked(3 * height * columns.Length));
        ResizeWidth<TKernel>(picture, columns, firstRow, height, narrow.Span);
        ResizeHeight<TKernel>(new PixelView(columns.Length, height, narrow.Span), rows, firstRow, resized);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ResizeWidth<TKernel>(
        PixelView picture, AxisWeights columns, int firstRow, int height, Span<byte> resized)
        where TKernel : struct, IFixedPointKernel
    {
        var weights = FixedPoint.Weights(columns);
        var (firstColumn, width) = columns.Range();
        var kept = picture.Part(firstRow, height);
        using var strip = new RentedBytes(RowStrip.ColumnBytes * width);
        for (var y = 0; y < height; y += RowStrip.Rows)
        {
            RowStrip.Load(kept, y, firstColumn, strip.Span);
            for (var x = 0; x < columns.Length; x++)
            {
                var items = strip.Span.Slice(
                    RowStrip.ColumnBytes * (columns.First[x] - firstColumn), RowStrip.ColumnBytes * columns.Count[x]);
                var pixels = TKernel.SumItems(
                    in MemoryMarshal.GetReference(items), weights.AsSpan(x * columns.Taps, columns.Count[x]));
                RowStrip.Store(pixels, resized, columns.Length, height, y, x);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ResizeHeight<TKernel>(PixelView picture, AxisWeights rows, int firstRow, Span<byte> resized)
        where TKernel : struct, IFixedPointKernel
    {
        var weights = FixedPoint.Weights(rows);
        var stride = 3 * picture.Width;
        for (var y = 0; y < rows.Length; y++)
        {
            var taps = weights.AsSpan(y * rows.Taps, rows.Count[y]);
            var samples = picture.Pixels.Slice((rows.First[y] - firstRow) * stride, taps.Length * stride);
            ref var from = ref MemoryMarshal.GetReference(samples);
            ref var to = ref MemoryMarshal.GetReference(resized.Slice(y * stride, stride));
            var done = 0;
            for (; done <= stride - TKernel.Width; done += TKernel.Width)
                TKernel.SumRows(in Unsafe.Add(ref from, done), stride, taps, ref Unsafe.Add(ref to, done));
            // The rest together with some that are done already; only the narrowest rows have no room for that.
            var last = stride - TKernel.Width;
            if (done < stride && done > 0)
                TKernel.SumRows(in Unsafe.Add(ref from, last), stride, taps, ref Unsafe.Add(ref to, last));
            else
                for (; done < stride; done++)
                    PlainFixedPointKernel.SumRows(in Unsafe.Add(ref from, done), stride, taps, ref Unsafe.Add(ref to, done));
        }
    }
}
