using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graft.Runtime.Imaging;

/// <summary>Sixteen sums a vector.</summary>
internal readonly struct FixedPointKernel512 : IFixedPointKernel
{
    public static bool IsSupported => Avx512F.IsSupported;

    public static int Width => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SumItems(ref readonly byte items, ReadOnlySpan<int> weights)
    {
        var sum = Vector512.Create(FixedPoint.Half);
        for (var tap = 0; tap < weights.Length; tap++)
            sum += Samples(in items, tap * 16) * Vector512.Create(weights[tap]);
        return Clip(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumRows(ref readonly byte samples, nint stride, ReadOnlySpan<int> weights, ref byte sums)
    {
        Vector512<int> first = Vector512.Create(FixedPoint.Half), second = first, third = first, fourth = first;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var weight = Vector512.Create(weights[tap]);
            first += Samples(in samples, tap * stride) * weight;
            second += Samples(in samples, tap * stride + 16) * weight;
            third += Samples(in samples, tap * stride + 32) * weight;
            fourth += Samples(in samples, tap * stride + 48) * weight;
        }
        Clip(first).StoreUnsafe(ref sums);
        Clip(second).StoreUnsafe(ref sums, 16);
        Clip(third).StoreUnsafe(ref sums, 32);
        Clip(fourth).StoreUnsafe(ref sums, 48);
    }

    private static Vector512<int> Samples(ref readonly byte samples, nint offset) =>
        Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in samples), offset)));

    private static Vector128<byte> Clip(Vector512<int> sum) => Avx512F.ConvertToVector128ByteWithSaturation(
        Vector512.Max(sum >> FixedPoint.Precision, Vector512<int>.Zero).AsUInt32());
}
