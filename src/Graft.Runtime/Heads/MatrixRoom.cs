namespace Graft.Runtime.Heads;

/// <summary>
/// Square matrices of one size that are used again: each may be most of a machine's memory, and solutions for one shrinkage follow those for
/// another.
/// </summary>
/// <param name="side">Rows and columns.</param>
internal sealed class MatrixRoom(int side)
{
    private readonly Stack<Matrix> spare = [];

    /// <summary>A matrix of any values.</summary>
    public Matrix Take() => spare.TryPop(out var matrix) ? matrix : new Matrix(side, side);

    /// <summary>A copy of a matrix of that size.</summary>
    public Matrix Copy(Matrix matrix)
    {
        var copy = Take();
        matrix.Values.CopyTo(copy.Values, 0);
        return copy;
    }

    /// <summary>Takes a matrix back that nobody reads any more.</summary>
    public void Give(Matrix matrix) => spare.Push(matrix);
}
