using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graft.Runtime.Imaging;

/// <summary>Eight sums a vector.</summary>
internal readonly struct FloatKernel512 : IFloatKernel
{
    public static bool IsSupported => Avx512F.IsSupported;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumItems(ref readonly byte items, ReadOnlySpan<double> weights, ref float sums)
    {
        Vector512<double> lower = default, upper = default;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var weight = Vector512.Create(weights[tap]);
            var samples = Avx512F.ConvertToVector512Int32(
                Vector128.LoadUnsafe(in items, (nuint)(RowStrip.ColumnBytes * tap)));
            lower += Avx512F.ConvertToVector512Double(samples.GetLower()) * weight;
            upper += Avx512F.ConvertToVector512Double(samples.GetUpper()) * weight;
        }
        Store(lower, upper, ref sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumRows(ref readonly float samples, nint stride, ReadOnlySpan<double> weights, ref float sums)
    {
        Vector512<double> lower = default, upper = default;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var weight = Vector512.Create(weights[tap]);
            ref var row = ref Unsafe.Add(ref Unsafe.AsRef(in samples), tap * stride);
            lower += Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(in row)) * weight;
            upper += Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(in row, 8)) * weight;
        }
        Store(lower, upper, ref sums);
    }

    private static void Store(Vector512<double> lower, Vector512<double> upper, ref float sums)
    {
        Avx512F.ConvertToVector256Single(lower).StoreUnsafe(ref sums);
        Avx512F.ConvertToVector256Single(upper).StoreUnsafe(ref sums, 8);
    }
}
