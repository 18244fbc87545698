namespace Graft.Runtime.Heads;

/// <summary>
/// Square matrices that are used again: each may be most of a machine's memory, and one solution follows another. For one thread at a time.
/// </summary>
internal sealed class MatrixRoom
{
    private readonly Dictionary<int, Stack<Matrix>> spare = [];

    /// <summary>A matrix of zeros.</summary>
    public Matrix TakeZeros(int side)
    {
        var matrix = Take(side);
        Array.Clear(matrix.Values);
        return matrix;
    }

    /// <summary>A matrix of any values.</summary>
    public Matrix Take(int side) =>
        spare.TryGetValue(side, out var some) && some.TryPop(out var matrix) ? matrix : new Matrix(side, side);

    /// <summary>A copy of a square matrix.</summary>
    public Matrix Copy(Matrix matrix)
    {
        var copy = Take(matrix.Rows);
        matrix.Values.CopyTo(copy.Values, 0);
        return copy;
    }

    /// <summary>Takes a matrix back that nobody reads any more.</summary>
    public void Give(Matrix matrix)
    {
        if (!spare.TryGetValue(matrix.Rows, out var some))
            spare[matrix.Rows] = some = [];
        some.Push(matrix);
    }
}
