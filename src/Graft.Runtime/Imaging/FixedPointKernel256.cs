using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graft.Runtime.Imaging;

/// <summary>Eight sums a vector.</summary>
internal readonly struct FixedPointKernel256 : IFixedPointKernel
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SumItems(ref readonly byte items, ReadOnlySpan<int> weights) => Sum(in items, 16, weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumRows(ref readonly byte samples, nint stride, ReadOnlySpan<int> weights, ref byte sums) =>
        Sum(in samples, stride, weights).StoreUnsafe(ref sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Sum(ref readonly byte samples, nint stride, ReadOnlySpan<int> weights)
    {
        Vector256<int> lower = Vector256.Create(FixedPoint.Half), upper = lower;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var weight = Vector256.Create(weights[tap]);
            var row = Vector128.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in samples), tap * stride));
            lower += Avx2.ConvertToVector256Int32(row) * weight;
            upper += Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(row, 8)) * weight;
        }
        var words = Vector256.NarrowWithSaturation(lower >> FixedPoint.Precision, upper >> FixedPoint.Precision);
        return Vector128.NarrowWithSaturation(
            Vector128.Max(words.GetLower(), Vector128<short>.Zero).AsUInt16(),
            Vector128.Max(words.GetUpper(), Vector128<short>.Zero).AsUInt16());
    }
}
