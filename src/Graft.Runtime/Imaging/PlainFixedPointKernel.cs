using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft.Runtime.Imaging;

/// <summary>Number by number, for processors without vectors; what the others must equal.</summary>
internal readonly struct PlainFixedPointKernel : IFixedPointKernel
{
    public static int Width => 1;

    public static Vector128<byte> SumItems(ref readonly byte items, ReadOnlySpan<int> weights)
    {
        Span<byte> sums = stackalloc byte[16];
        for (var i = 0; i < sums.Length; i++)
            sums[i] = Sum(in Unsafe.Add(ref Unsafe.AsRef(in items), i), 16, weights);
        return Vector128.Create<byte>(sums);
    }

    public static void SumRows(ref readonly byte samples, nint stride, ReadOnlySpan<int> weights, ref byte sums) =>
        sums = Sum(in samples, stride, weights);

    private static byte Sum(ref readonly byte samples, nint stride, ReadOnlySpan<int> weights)
    {
        var sum = FixedPoint.Half;
        for (var tap = 0; tap < weights.Length; tap++)
            sum += Unsafe.Add(ref Unsafe.AsRef(in samples), tap * stride) * weights[tap];
        return FixedPoint.Clip(sum);
    }
}
