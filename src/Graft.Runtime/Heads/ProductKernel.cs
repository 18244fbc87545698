using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft.Runtime.Heads;

/// <summary>The innermost loops of a matrix product: a tile of the result stays in registers while it is summed up.</summary>
internal static class ProductKernel
{
    /// <summary>Rows of a tile: with twice as many columns it fills the registers.</summary>
    public static readonly int Rows = Vector512.IsHardwareAccelerated ? 8 : 4;

    /// <summary>Columns of a tile.</summary>
    public static readonly int Columns = 2 * Rows;

    /// <summary>Computes one tile.</summary>
    /// <param name="left">For each depth a tile's rows.</param>
    /// <param name="right">For each depth a tile's columns.</param>
    /// <param name="depths">The length that is summed over.</param>
    /// <param name="tile">Gets <see cref="Rows"/> x <see cref="Columns"/> sums, row after row.</param>
    public static void Run(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int depths, Span<double> tile)
    {
        if (left.Length < depths * Rows || right.Length < depths * Columns || tile.Length < Rows * Columns)
            throw new ArgumentException("The packed values are too few for the tile.");
        ref var a = ref Unsafe.AsRef(in left[0]);
        ref var b = ref Unsafe.AsRef(in right[0]);
        if (Vector512.IsHardwareAccelerated)
            Wide(ref a, ref b, depths, ref tile[0]);
        else
            Narrow(ref a, ref b, depths, ref tile[0]);
    }

    private static void Wide(ref double a, ref double b, int depths, ref double tile)
    {
        Vector512<double> left0 = default, right0 = default;
        Vector512<double> left1 = default, right1 = default;
        Vector512<double> left2 = default, right2 = default;
        Vector512<double> left3 = default, right3 = default;
        Vector512<double> left4 = default, right4 = default;
        Vector512<double> left5 = default, right5 = default;
        Vector512<double> left6 = default, right6 = default;
        Vector512<double> left7 = default, right7 = default;
        for (var depth = 0; depth < depths; depth++)
        {
            var at = (nuint)(depth * 16);
            var (first, second) = (Vector512.LoadUnsafe(ref b, at), Vector512.LoadUnsafe(ref b, at + 8));
            ref var column = ref Unsafe.Add(ref a, depth * 8);
            var value0 = Vector512.Create(column);
            left0 = Vector512.FusedMultiplyAdd(value0, first, left0);
            right0 = Vector512.FusedMultiplyAdd(value0, second, right0);
            var value1 = Vector512.Create(Unsafe.Add(ref column, 1));
            left1 = Vector512.FusedMultiplyAdd(value1, first, left1);
            right1 = Vector512.FusedMultiplyAdd(value1, second, right1);
            var value2 = Vector512.Create(Unsafe.Add(ref column, 2));
            left2 = Vector512.FusedMultiplyAdd(value2, first, left2);
            right2 = Vector512.FusedMultiplyAdd(value2, second, right2);
            var value3 = Vector512.Create(Unsafe.Add(ref column, 3));
            left3 = Vector512.FusedMultiplyAdd(value3, first, left3);
            right3 = Vector512.FusedMultiplyAdd(value3, second, right3);
            var value4 = Vector512.Create(Unsafe.Add(ref column, 4));
            left4 = Vector512.FusedMultiplyAdd(value4, first, left4);
            right4 = Vector512.FusedMultiplyAdd(value4, second, right4);
            var value5 = Vector512.Create(Unsafe.Add(ref column, 5));
            left5 = Vector512.FusedMultiplyAdd(value5, first, left5);
            right5 = Vector512.FusedMultiplyAdd(value5, second, right5);
            var value6 = Vector512.Create(Unsafe.Add(ref column, 6));
            left6 = Vector512.FusedMultiplyAdd(value6, first, left6);
            right6 = Vector512.FusedMultiplyAdd(value6, second, right6);
            var value7 = Vector512.Create(Unsafe.Add(ref column, 7));
            left7 = Vector512.FusedMultiplyAdd(value7, first, left7);
            right7 = Vector512.FusedMultiplyAdd(value7, second, right7);
        }
        left0.StoreUnsafe(ref tile, 0);
        right0.StoreUnsafe(ref tile, 8);
        left1.StoreUnsafe(ref tile, 16);
        right1.StoreUnsafe(ref tile, 24);
        left2.StoreUnsafe(ref tile, 32);
        right2.StoreUnsafe(ref tile, 40);
        left3.StoreUnsafe(ref tile, 48);
        right3.StoreUnsafe(ref tile, 56);
        left4.StoreUnsafe(ref tile, 64);
        right4.StoreUnsafe(ref tile, 72);
        left5.StoreUnsafe(ref tile, 80);
        right5.StoreUnsafe(ref tile, 88);
        left6.StoreUnsafe(ref tile, 96);
        right6.StoreUnsafe(ref tile, 104);
        left7.StoreUnsafe(ref tile, 112);
        right7.StoreUnsafe(ref tile, 120);
    }

    private static void Narrow(ref double a, ref double b, int depths, ref double tile)
    {
        Vector256<double> left0 = default, right0 = default;
        Vector256<double> left1 = default, right1 = default;
        Vector256<double> left2 = default, right2 = default;
        Vector256<double> left3 = default, right3 = default;
        for (var depth = 0; depth < depths; depth++)
        {
            var at = (nuint)(depth * 8);
            var (first, second) = (Vector256.LoadUnsafe(ref b, at), Vector256.LoadUnsafe(ref b, at + 4));
            ref var column = ref Unsafe.Add(ref a, depth * 4);
            var value0 = Vector256.Create(column);
            left0 = Vector256.FusedMultiplyAdd(value0, first, left0);
            right0 = Vector256.FusedMultiplyAdd(value0, second, right0);
            var value1 = Vector256.Create(Unsafe.Add(ref column, 1));
            left1 = Vector256.FusedMultiplyAdd(value1, first, left1);
            right1 = Vector256.FusedMultiplyAdd(value1, second, right1);
            var value2 = Vector256.Create(Unsafe.Add(ref column, 2));
            left2 = Vector256.FusedMultiplyAdd(value2, first, left2);
            right2 = Vector256.FusedMultiplyAdd(value2, second, right2);
            var value3 = Vector256.Create(Unsafe.Add(ref column, 3));
            left3 = Vector256.FusedMultiplyAdd(value3, first, left3);
            right3 = Vector256.FusedMultiplyAdd(value3, second, right3);
        }
        left0.StoreUnsafe(ref tile, 0);
        right0.StoreUnsafe(ref tile, 4);
        left1.StoreUnsafe(ref tile, 8);
        right1.StoreUnsafe(ref tile, 12);
        left2.StoreUnsafe(ref tile, 16);
        right2.StoreUnsafe(ref tile, 20);
        left3.StoreUnsafe(ref tile, 24);
        right3.StoreUnsafe(ref tile, 28);
    }
}
