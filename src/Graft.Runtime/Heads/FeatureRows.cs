namespace Graft.Runtime.Heads;

/// <summary>Rows of features, read piece by piece, so that they need not lie in memory in double precision.</summary>
public abstract class FeatureRows
{
    /// <summary>Number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Features in a row.</summary>
    public abstract int Width { get; }

    /// <summary>Reads a piece of a row; must be safe on several threads.</summary>
    /// <param name="row">Which row, from 0.</param>
    /// <param name="column">The piece's first feature.</param>
    /// <param name="values">Gets the piece; its length says how long it is.</param>
    public abstract void Read(int row, int column, Span<double> values);

    /// <summary>Some features of every row, as a matrix <c>[rows, columns]</c>.</summary>
    internal Matrix ReadColumns(int first, int columns)
    {
        var matrix = new Matrix(Count, columns);
        Parallel.For(0, Count, row => Read(row, first, matrix.Row(row)));
        return matrix;
    }

    /// <summary>Whole rows, as a matrix <c>[rows, Width]</c>.</summary>
    internal Matrix ReadRows(int first, int rows)
    {
        var matrix = new Matrix(rows, Width);
        Parallel.For(0, rows, row => Read(first + row, 0, matrix.Row(row)));
        return matrix;
    }

    /// <summary>Whole rows standing up, as a matrix <c>[Width, rows]</c>.</summary>
    internal Matrix ReadTransposed(IReadOnlyList<int> rows)
    {
        var matrix = new Matrix(Width, rows.Count);
        Parallel.For(0, rows.Count, () => new double[Width], (i, _, values) =>
        {
            Read(rows[i], 0, values);
            for (var column = 0; column < values.Length; column++)
                matrix[column, i] = values[column];
            return values;
        }, _ => { });
        return matrix;
    }
}
