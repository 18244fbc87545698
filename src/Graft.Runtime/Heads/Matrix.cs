namespace Graft.Runtime.Heads;

/// <summary>A dense matrix in double precision, row after row.</summary>
public sealed class Matrix
{
    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is negative, or more than 2³¹ values are asked for.</exception>
    public Matrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)rows * columns, Array.MaxLength);
        (Rows, Columns, Values) = (rows, columns, new double[rows * columns]);
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Its values, row after row.</summary>
    public double[] Values { get; }

    /// <summary>One value.</summary>
    public ref double this[int row, int column] => ref Values[row * Columns + column];

    /// <summary>The values of one row.</summary>
    public Span<double> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>A copy of its own.</summary>
    public Matrix Copy()
    {
        var copy = new Matrix(Rows, Columns);
        Values.CopyTo(copy.Values, 0);
        return copy;
    }

    /// <summary>The sum of the diagonal.</summary>
    internal double Trace() => Enumerable.Range(0, Rows).Sum(i => this[i, i]);

    /// <summary>Multiplies all values, in place.</summary>
    internal Matrix Times(double factor)
    {
        foreach (ref var value in Values.AsSpan())
            value *= factor;
        return this;
    }

    /// <summary>Adds to the diagonal, in place.</summary>
    internal Matrix PlusIdentity(double factor)
    {
        for (var i = 0; i < Rows; i++)
            this[i, i] += factor;
        return this;
    }

    /// <summary>Some columns, standing up.</summary>
    internal Matrix Transposed(int first = 0, int? columns = null)
    {
        var transposed = new Matrix(columns ?? Columns - first, Rows);
        for (var row = 0; row < transposed.Rows; row++)
            for (var column = 0; column < Rows; column++)
                transposed[row, column] = this[column, first + row];
        return transposed;
    }
}
