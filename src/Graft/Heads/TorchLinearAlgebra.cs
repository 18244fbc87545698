using Graft.Runtime.Heads;
using static TorchSharp.torch;

namespace Graft.Heads;

/// <summary>
/// Linear algebra by libtorch, on the matrices' own memory. Its last bits depend on where in memory they lie, those of
/// <see cref="ManagedLinearAlgebra"/> do not.
/// </summary>
public sealed class TorchLinearAlgebra : ILinearAlgebra
{
    /// <inheritdoc/>
    public void AddProduct(Matrix left, Matrix right, Matrix result, bool transposeLeft = false)
    {
        using var scope = NewDisposeScope();
        var factor = transposeLeft ? Of(left).t() : Of(left);
        Of(result).addmm_(factor, Of(right), 1, 1);
    }

    /// <inheritdoc/>
    public void AddGram(Matrix factors, Matrix gram)
    {
        using var scope = NewDisposeScope();
        var tensor = Of(factors);
        Of(gram).addmm_(tensor, tensor.t(), 1, 1);
    }

    /// <inheritdoc/>
    public void Factor(Matrix matrix)
    {
        using var scope = NewDisposeScope();
        var tensor = Of(matrix);
        var (factor, info) = linalg.cholesky_ex(tensor);
        if (info.item<int>() is not 0 and var row)
            throw new ArithmeticException($"The matrix is not positive definite: row {row - 1} depends on the rows above it.");
        tensor.copy_(factor);
    }

    /// <inheritdoc/>
    public void SolveLower(Matrix factor, Matrix right)
    {
        using var scope = NewDisposeScope();
        var tensor = Of(right);
        tensor.copy_(linalg.solve_triangular(Of(factor), tensor, upper: false));
    }

    /// <inheritdoc/>
    public void SolveLowerTransposed(Matrix factor, Matrix right)
    {
        using var scope = NewDisposeScope();
        var tensor = Of(right);
        tensor.copy_(linalg.solve_triangular(Of(factor).t(), tensor, upper: true));
    }

    /// <inheritdoc/>
    public void InvertLower(Matrix factor, Matrix inverse)
    {
        ArgumentNullException.ThrowIfNull(factor);
        using var scope = NewDisposeScope();
        var identity = eye(factor.Rows, dtype: ScalarType.Float64);
        Of(inverse).copy_(linalg.solve_triangular(Of(factor), identity, upper: false));
    }

    private static Tensor Of(Matrix matrix) =>
        frombuffer(matrix.Values, ScalarType.Float64).reshape(matrix.Rows, matrix.Columns);
}
