using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Graft.Runtime.Imaging;

/// <summary>
/// The same as <see cref="FloatResampler"/> for pictures, whose values become whole bytes in the end: rounded, the half to the
/// even one, and clipped.
/// </summary>
internal static class FloatPictureResampler
{
    /// <summary>Resizes with the widest vectors that the processor has.</summary>
    public static Picture Resize(PixelView picture, AxisWeights rows, AxisWeights columns) =>
        FloatKernel512.IsSupported ? Resize<FloatKernel512>(picture, rows, columns)
        : FloatKernel256.IsSupported ? Resize<FloatKernel256>(picture, rows, columns)
        : Resize<PlainFloatKernel>(picture, rows, columns);

    /// <summary>Resizes to the weights' lengths.</summary>
    public static Picture Resize<TKernel>(PixelView picture, AxisWeights rows, AxisWeights columns)
        where TKernel : struct, IFloatKernel
    {
        var (firstRow, height) = rows.Range();
        var stride = 3 * columns.Length;
        var narrow = ArrayPool<float>.Shared.Rent(checked(height * stride));
        ResizeWidth<TKernel>(picture, columns, firstRow, height, narrow);
        var resized = GC.AllocateUninitializedArray<byte>(checked(rows.Length * stride));
        var row = ArrayPool<float>.Shared.Rent(stride);
        for (var y = 0; y < rows.Length; y++)
        {
            var weights = rows.Of(y);
            var samples = narrow.AsSpan((rows.First[y] - firstRow) * stride, weights.Length * stride);
            SumRows<TKernel>(samples, stride, weights, row.AsSpan(0, stride));
            ToBytes(row.AsSpan(0, stride), resized.AsSpan(y * stride, stride));
        }
        ArrayPool<float>.Shared.Return(row);
        ArrayPool<float>.Shared.Return(narrow);
        return new Picture(columns.Length, rows.Length, resized);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ResizeWidth<TKernel>(
        PixelView picture, AxisWeights columns, int firstRow, int height, Span<float> resized)
        where TKernel : struct, IFloatKernel
    {
        var (firstColumn, width) = columns.Range();
        var kept = picture.Part(firstRow, height);
        using var strip = new RentedBytes(RowStrip.ColumnBytes * width);
        Span<float> sums = stackalloc float[RowStrip.ColumnBytes];
        for (var y = 0; y < height; y += RowStrip.Rows)
        {
            RowStrip.Load(kept, y, firstColumn, strip.Span);
            for (var x = 0; x < columns.Length; x++)
            {
                var weights = columns.Of(x);
                var items = strip.Span.Slice(
                    RowStrip.ColumnBytes * (columns.First[x] - firstColumn), RowStrip.ColumnBytes * weights.Length);
                TKernel.SumItems(in MemoryMarshal.GetReference(items), weights, ref MemoryMarshal.GetReference(sums));
                for (var row = 0; row < RowStrip.Rows && y + row < height; row++)
                    sums.Slice(4 * row, 3).CopyTo(resized[(3 * ((y + row) * columns.Length + x))..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumRows<TKernel>(
        ReadOnlySpan<float> samples, int stride, ReadOnlySpan<double> weights, Span<float> sums)
        where TKernel : struct, IFloatKernel
    {
        ref var from = ref MemoryMarshal.GetReference(samples);
        ref var to = ref MemoryMarshal.GetReference(sums);
        var done = 0;
        for (; done <= stride - TKernel.Width; done += TKernel.Width)
            TKernel.SumRows(in Unsafe.Add(ref from, done), stride, weights, ref Unsafe.Add(ref to, done));
        for (; done < stride; done++)
            PlainFloatKernel.SumRows(in Unsafe.Add(ref from, done), stride, weights, ref Unsafe.Add(ref to, done));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ToBytes(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        var done = 0;
        for (; done <= values.Length - Vector128<byte>.Count; done += Vector128<byte>.Count)
            Vector128.Narrow(
                Vector128.Narrow(Whole(values[done..]), Whole(values[(done + 4)..])),
                Vector128.Narrow(Whole(values[(done + 8)..]), Whole(values[(done + 12)..]))).CopyTo(bytes[done..]);
        for (; done < values.Length; done++)
            bytes[done] = (byte)Math.Clamp(MathF.Round(values[done]), 0, 255);
    }

    private static Vector128<uint> Whole(ReadOnlySpan<float> values) => Vector128.ConvertToInt32(Vector128.Clamp(
        Vector128.Round(Vector128.Create(values[..4])), Vector128<float>.Zero, Vector128.Create(255f))).AsUInt32();
}
