using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Graft.Runtime.Heads;

/// <summary>
/// Products of matrices as Goto and van de Geijn (2008) arrange them: pieces that fit the caches are packed in the order in
/// which a small kernel reads them. Every value is summed in the same order however many threads there are.
/// </summary>
internal static class PackedProduct
{
    private const int Depth = 256;
    private const int RowsAtOnce = 64;
    private const int ColumnsAtOnce = 2048;

    /// <summary>Adds sign · left · right to a part of a matrix.</summary>
    /// <param name="left"><c>[result.Rows, inner]</c></param>
    /// <param name="right"><c>[inner, result.Columns]</c></param>
    /// <param name="result">What is added to.</param>
    /// <param name="inner">The length that is summed over.</param>
    /// <param name="sign">1 or -1.</param>
    /// <param name="lowerOnly">Whether what lies right of the diagonal may be left out.</param>
    /// <param name="threads">How many threads compute.</param>
    public static void Add(
        MatrixPart left, MatrixPart right, MatrixPart result, int inner, double sign, bool lowerOnly, ParallelOptions threads)
    {
        for (var column = 0; column < result.Columns; column += ColumnsAtOnce)
        {
            var columns = Math.Min(ColumnsAtOnce, result.Columns - column);
            for (var depth = 0; depth < inner; depth += Depth)
            {
                var depths = Math.Min(Depth, inner - depth);
                using var packedRight = Pack(right.From(depth, column).Transposed(), columns, depths, ProductKernel.Columns);
                var (leftPart, resultPart, firstColumn) = (left.From(0, depth), result.From(0, column), column);
                Parallel.For(0, (result.Rows + RowsAtOnce - 1) / RowsAtOnce, threads, block =>
                {
                    var row = block * RowsAtOnce;
                    var rows = Math.Min(RowsAtOnce, result.Rows - row);
                    var needed = lowerOnly ? Math.Clamp(row + rows - firstColumn, 0, columns) : columns;
                    if (needed == 0)
                        return;
                    using var packedLeft = Pack(leftPart.From(row, 0), rows, depths, ProductKernel.Rows);
                    AddBlock(packedLeft.Values, packedRight.Values, resultPart.From(row, 0), rows, needed, depths, sign);
                });
            }
        }
    }

    // Panels of so many rows one after another; in each, for every depth the panel's values, filled up with zeros.
    private static Packed Pack(MatrixPart part, int rows, int depths, int panelRows)
    {
        var packed = new Packed((rows + panelRows - 1) / panelRows * panelRows * depths);
        for (var first = 0; first < rows; first += panelRows)
        {
            var panel = packed.Values.AsSpan(first * depths, panelRows * depths);
            var some = Math.Min(panelRows, rows - first);
            if (some < panelRows)
                panel.Clear();
            var from = part.Values.AsSpan(part.Offset + first * part.RowStride);
            if (part.RowStride == 1)
                for (var depth = 0; depth < depths; depth++)
                    from.Slice(depth * part.ColumnStride, some).CopyTo(panel[(depth * panelRows)..]);
            else
                for (var row = 0; row < some; row++)
                    Spread(from[(row * part.RowStride)..], part.ColumnStride, panel[row..], panelRows, depths);
        }
        return packed;
    }

    private static void Spread(ReadOnlySpan<double> from, int fromStride, Span<double> to, int toStride, int count)
    {
        for (var i = 0; i < count; i++)
            to[i * toStride] = from[i * fromStride];
    }

    private static void AddBlock(
        double[] left, double[] right, MatrixPart result, int rows, int columns, int depths, double sign)
    {
        Span<double> tile = stackalloc double[ProductKernel.Rows * ProductKernel.Columns];
        for (var column = 0; column < columns; column += ProductKernel.Columns)
        {
            for (var row = 0; row < rows; row += ProductKernel.Rows)
            {
                ProductKernel.Run(left.AsSpan(row * depths), right.AsSpan(column * depths), depths, tile);
                var tileRows = Math.Min(ProductKernel.Rows, rows - row);
                var tileColumns = Math.Min(ProductKernel.Columns, columns - column);
                for (var i = 0; i < tileRows; i++)
                {
                    AddTo(
                        result.Values.AsSpan(result.Offset + (row + i) * result.RowStride + column, tileColumns), sign,
                        tile.Slice(i * ProductKernel.Columns, tileColumns));
                }
            }
        }
    }

    private static void AddTo(Span<double> sums, double sign, ReadOnlySpan<double> more)
    {
        var a = MemoryMarshal.Cast<double, Vector<double>>(sums);
        var b = MemoryMarshal.Cast<double, Vector<double>>(more);
        for (var i = 0; i < a.Length; i++)
            a[i] += sign * b[i];
        for (var i = a.Length * Vector<double>.Count; i < sums.Length; i++)
            sums[i] += sign * more[i];
    }

    // Borrowed: arrays of this size, made anew for each piece, cost more than the product of thin matrices.
    private readonly struct Packed(int length) : IDisposable
    {
        public double[] Values { get; } = ArrayPool<double>.Shared.Rent(length);

        public void Dispose() => ArrayPool<double>.Shared.Return(Values);
    }
}
