using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graft.Runtime.Imaging;

/// <summary>Four sums a vector.</summary>
internal readonly struct FloatKernel256 : IFloatKernel
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Width => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumItems(ref readonly byte items, ReadOnlySpan<double> weights, ref float sums)
    {
        Vector256<double> first = default, second = default, third = default, fourth = default;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var weight = Vector256.Create(weights[tap]);
            var samples = Vector128.LoadUnsafe(in items, (nuint)(RowStrip.ColumnBytes * tap));
            first += Doubles(samples) * weight;
            second += Doubles(Sse2.ShiftRightLogical128BitLane(samples, 4)) * weight;
            third += Doubles(Sse2.ShiftRightLogical128BitLane(samples, 8)) * weight;
            fourth += Doubles(Sse2.ShiftRightLogical128BitLane(samples, 12)) * weight;
        }
        Avx.ConvertToVector128Single(first).StoreUnsafe(ref sums);
        Avx.ConvertToVector128Single(second).StoreUnsafe(ref sums, 4);
        Avx.ConvertToVector128Single(third).StoreUnsafe(ref sums, 8);
        Avx.ConvertToVector128Single(fourth).StoreUnsafe(ref sums, 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumRows(ref readonly float samples, nint stride, ReadOnlySpan<double> weights, ref float sums)
    {
        Vector256<double> sum = default;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var row = Vector128.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in samples), tap * stride));
            sum += Avx.ConvertToVector256Double(row) * Vector256.Create(weights[tap]);
        }
        Avx.ConvertToVector128Single(sum).StoreUnsafe(ref sums);
    }

    private static Vector256<double> Doubles(Vector128<byte> samples) =>
        Avx.ConvertToVector256Double(Sse41.ConvertToVector128Int32(samples));
}
