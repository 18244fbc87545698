using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft.Runtime.Imaging;

/// <summary>Four sums a vector.</summary>
internal readonly struct FixedPointKernel128 : IFixedPointKernel
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Width => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SumItems(ref readonly byte items, ReadOnlySpan<int> weights) => Sum(in items, 16, weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumRows(ref readonly byte samples, nint stride, ReadOnlySpan<int> weights, ref byte sums) =>
        Sum(in samples, stride, weights).StoreUnsafe(ref sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Sum(ref readonly byte samples, nint stride, ReadOnlySpan<int> weights)
    {
        Vector128<int> first = Vector128.Create(FixedPoint.Half), second = first, third = first, fourth = first;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var weight = Vector128.Create(weights[tap]);
            var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in samples), tap * stride)));
            first += Vector128.WidenLower(lower).AsInt32() * weight;
            second += Vector128.WidenUpper(lower).AsInt32() * weight;
            third += Vector128.WidenLower(upper).AsInt32() * weight;
            fourth += Vector128.WidenUpper(upper).AsInt32() * weight;
        }
        return Vector128.Narrow(Vector128.Narrow(Clip(first), Clip(second)), Vector128.Narrow(Clip(third), Clip(fourth)));
    }

    private static Vector128<uint> Clip(Vector128<int> sum) => Vector128.Min(
        Vector128.Max(sum >> FixedPoint.Precision, Vector128<int>.Zero), Vector128.Create(255)).AsUInt32();
}
