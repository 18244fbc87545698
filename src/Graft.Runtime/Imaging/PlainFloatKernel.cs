using System.Runtime.CompilerServices;

namespace Graft.Runtime.Imaging;

/// <summary>Number by number, for processors without wide vectors; what the others must equal.</summary>
internal readonly struct PlainFloatKernel : IFloatKernel
{
    public static int Width => 1;

    public static void SumItems(ref readonly byte items, ReadOnlySpan<double> weights, ref float sums)
    {
        for (var i = 0; i < RowStrip.ColumnBytes; i++)
        {
            var sum = 0.0;
            for (var tap = 0; tap < weights.Length; tap++)
                sum += Unsafe.Add(ref Unsafe.AsRef(in items), RowStrip.ColumnBytes * tap + i) * weights[tap];
            Unsafe.Add(ref sums, i) = (float)sum;
        }
    }

    public static void SumRows(ref readonly float samples, nint stride, ReadOnlySpan<double> weights, ref float sums)
    {
        var sum = 0.0;
        for (var tap = 0; tap < weights.Length; tap++)
            sum += Unsafe.Add(ref Unsafe.AsRef(in samples), tap * stride) * weights[tap];
        sums = (float)sum;
    }
}
