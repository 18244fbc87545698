using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

/// <summary>Rows in double precision.</summary>
internal sealed class MatrixRows(Matrix values) : FeatureRows
{
    public override int Count => values.Rows;

    public override int Width => values.Columns;

    public override void Read(int row, int column, Span<double> piece) =>
        values.Row(row).Slice(column, piece.Length).CopyTo(piece);
}
