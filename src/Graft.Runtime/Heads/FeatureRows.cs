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

    /// <summary>Reads some features of every row, <c>[Count, some]</c>.</summary>
    internal void ReadColumns(int first, Matrix block) =>
        Parallel.For(0, Count, row => Read(row, first, block.Row(row)));

    /// <summary>Reads whole rows, <c>[some, Width]</c>.</summary>
    internal void ReadRows(int first, Matrix block) =>
        Parallel.For(0, block.Rows, row => Read(first + row, 0, block.Row(row)));

    /// <summary>Reads whole rows standing up, <c>[Width, some]</c>.</summary>
    internal void ReadTransposed(ReadOnlyMemory<int> rows, Matrix block) =>
        Parallel.For(0, rows.Length, () => new double[Width], (i, _, values) =>
        {
            Read(rows.Span[i], 0, values);
            for (var column = 0; column < values.Length; column++)
                block[column, i] = values[column];
            return values;
        }, _ => { });
}
