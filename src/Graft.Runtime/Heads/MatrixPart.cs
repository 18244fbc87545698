namespace Graft.Runtime.Heads;

/// <summary>A rectangle within a matrix, or its transpose.</summary>
/// <param name="Values">The matrix's values.</param>
/// <param name="Offset">Where the part begins.</param>
/// <param name="Rows">Rows of the part.</param>
/// <param name="Columns">Columns of the part.</param>
/// <param name="RowStride">From one row to the next.</param>
/// <param name="ColumnStride">From one column to the next.</param>
internal readonly record struct MatrixPart(
    double[] Values, int Offset, int Rows, int Columns, int RowStride, int ColumnStride)
{
    public static MatrixPart Of(Matrix matrix) =>
        new(matrix.Values, 0, matrix.Rows, matrix.Columns, matrix.Columns, 1);

    public MatrixPart From(int row, int column) => this with
    {
        Offset = Offset + row * RowStride + column * ColumnStride,
        Rows = Rows - row,
        Columns = Columns - column,
    };

    public MatrixPart Take(int rows, int columns) => this with { Rows = rows, Columns = columns };

    public MatrixPart Transposed() => new(Values, Offset, Columns, Rows, ColumnStride, RowStride);
}
