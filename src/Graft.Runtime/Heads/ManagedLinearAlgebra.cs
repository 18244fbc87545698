using System.Numerics;
using System.Runtime.InteropServices;

namespace Graft.Runtime.Heads;

/// <summary>Linear algebra in C# alone: blocked, with the processor's vectors, on several threads.</summary>
/// <param name="threads">Threads to compute with, at least 1; null for as many as there are processors. Results do not depend
/// on it.</param>
public sealed class ManagedLinearAlgebra(int? threads = null) : ILinearAlgebra
{
    private const int Block = 64;

    private readonly ParallelOptions threads = new() { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount };

    /// <inheritdoc/>
    public void AddProduct(Matrix left, Matrix right, Matrix result, bool transposeLeft = false)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(result);
        var part = transposeLeft ? MatrixPart.Of(left).Transposed() : MatrixPart.Of(left);
        PackedProduct.Add(part, MatrixPart.Of(right), MatrixPart.Of(result), right.Rows, 1, false, threads);
    }

    /// <inheritdoc/>
    public void AddGram(Matrix factors, Matrix gram)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(gram);
        var part = MatrixPart.Of(factors);
        PackedProduct.Add(part, part.Transposed(), MatrixPart.Of(gram), factors.Columns, 1, true, threads);
    }

    /// <inheritdoc/>
    public void Factor(Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var whole = MatrixPart.Of(matrix);
        for (var first = 0; first < matrix.Rows; first += Block)
        {
            var end = Math.Min(first + Block, matrix.Rows);
            for (var row = first; row < end; row++)
                FactorRow(matrix, row, first, end);
            Parallel.For(end, matrix.Rows, threads, row => FactorRow(matrix, row, first, end));
            var below = whole.From(end, first).Take(matrix.Rows - end, end - first);
            PackedProduct.Add(below, below.Transposed(), whole.From(end, end), end - first, -1, true, threads);
        }
    }

    /// <inheritdoc/>
    public void SolveLower(Matrix factor, Matrix right)
    {
        ArgumentNullException.ThrowIfNull(factor);
        ArgumentNullException.ThrowIfNull(right);
        SolveLower(factor, right, _ => right.Columns);
    }

    /// <inheritdoc/>
    public void SolveLowerTransposed(Matrix factor, Matrix right)
    {
        ArgumentNullException.ThrowIfNull(factor);
        ArgumentNullException.ThrowIfNull(right);
        var (l, x) = (MatrixPart.Of(factor), MatrixPart.Of(right));
        for (var end = factor.Rows; end > 0; end = (end - 1) / Block * Block)
        {
            var first = (end - 1) / Block * Block;
            for (var row = end - 1; row >= first; row--)
            {
                for (var other = row + 1; other < end; other++)
                    Subtract(right.Row(row), factor[other, row], right.Row(other));
                Scale(right.Row(row), 1 / factor[row, row]);
            }
            var above = l.From(first, 0).Take(end - first, first).Transposed();
            PackedProduct.Add(above, x.From(first, 0), x.Take(first, right.Columns), end - first, -1, false, threads);
        }
    }

    /// <inheritdoc/>
    public void InvertLower(Matrix factor, Matrix inverse)
    {
        ArgumentNullException.ThrowIfNull(factor);
        ArgumentNullException.ThrowIfNull(inverse);
        Array.Clear(inverse.Values);
        for (var i = 0; i < factor.Rows; i++)
            inverse[i, i] = 1;
        SolveLower(factor, inverse, end => end);
    }

    // So many columns of the rows above an end are not zero.
    private void SolveLower(Matrix factor, Matrix right, Func<int, int> columns)
    {
        var (l, x) = (MatrixPart.Of(factor), MatrixPart.Of(right));
        for (var first = 0; first < factor.Rows; first += Block)
        {
            var end = Math.Min(first + Block, factor.Rows);
            var used = columns(end);
            for (var row = first; row < end; row++)
            {
                for (var other = first; other < row; other++)
                    Subtract(right.Row(row)[..used], factor[row, other], right.Row(other));
                Scale(right.Row(row)[..used], 1 / factor[row, row]);
            }
            var below = l.From(end, first).Take(factor.Rows - end, end - first);
            PackedProduct.Add(
                below, x.From(first, 0).Take(end - first, used), x.From(end, 0).Take(factor.Rows - end, used), end - first, -1,
                false, threads);
        }
    }

    // The part of a row that lies in the block, once the blocks to the left are subtracted.
    private static void FactorRow(Matrix matrix, int row, int first, int end)
    {
        var values = matrix.Row(row);
        for (var column = first; column < Math.Min(row, end); column++)
        {
            var above = matrix.Row(column);
            values[column] = (values[column] - Dot(values[first..column], above[first..column])) / above[column];
        }
        if (row >= end)
            return;
        var left = values[row] - Dot(values[first..row], values[first..row]);
        if (!(left > 0))
            throw new ArithmeticException($"The matrix is not positive definite: row {row} depends on the rows above it.");
        values[row] = Math.Sqrt(left);
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var a = MemoryMarshal.Cast<double, Vector<double>>(left);
        var b = MemoryMarshal.Cast<double, Vector<double>>(right);
        var sums = Vector<double>.Zero;
        for (var i = 0; i < a.Length; i++)
            sums += a[i] * b[i];
        var sum = Vector.Sum(sums);
        for (var i = a.Length * Vector<double>.Count; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }

    private static void Subtract(Span<double> from, double factor, ReadOnlySpan<double> what)
    {
        var a = MemoryMarshal.Cast<double, Vector<double>>(from);
        var b = MemoryMarshal.Cast<double, Vector<double>>(what);
        for (var i = 0; i < a.Length; i++)
            a[i] -= factor * b[i];
        for (var i = a.Length * Vector<double>.Count; i < from.Length; i++)
            from[i] -= factor * what[i];
    }

    private static void Scale(Span<double> values, double factor)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] *= factor;
    }
}
