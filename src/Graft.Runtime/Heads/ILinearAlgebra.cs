namespace Graft.Runtime.Heads;

/// <summary>What solving for a head asks of a machine: products of matrices, and Cholesky's factorisation.</summary>
/// <remarks>Of symmetric and triangular matrices only the lower triangle is read; above it there may be anything.</remarks>
public interface ILinearAlgebra
{
    /// <summary>Adds left · right to a result.</summary>
    /// <param name="left"><c>[rows, inner]</c>, or <c>[inner, rows]</c> where it is transposed.</param>
    /// <param name="right"><c>[inner, columns]</c>.</param>
    /// <param name="result"><c>[rows, columns]</c>.</param>
    /// <param name="transposeLeft">Whether the left one is taken transposed.</param>
    void AddProduct(Matrix left, Matrix right, Matrix result, bool transposeLeft = false);

    /// <summary>Adds factors · factorsᵀ to a symmetric matrix.</summary>
    /// <param name="factors"><c>[n, any]</c></param>
    /// <param name="gram"><c>[n, n]</c></param>
    void AddGram(Matrix factors, Matrix gram);

    /// <summary>Replaces a symmetric matrix by its Cholesky factor L, matrix = L · Lᵀ.</summary>
    /// <param name="matrix"><c>[n, n]</c></param>
    /// <exception cref="ArithmeticException">It is not positive definite.</exception>
    void Factor(Matrix matrix);

    /// <summary>Replaces the right-hand sides by L⁻¹ · right.</summary>
    /// <param name="factor">L, <c>[n, n]</c>.</param>
    /// <param name="right"><c>[n, any]</c></param>
    void SolveLower(Matrix factor, Matrix right);

    /// <summary>Replaces the right-hand sides by L⁻ᵀ · right.</summary>
    /// <param name="factor">L, <c>[n, n]</c>.</param>
    /// <param name="right"><c>[n, any]</c></param>
    void SolveLowerTransposed(Matrix factor, Matrix right);

    /// <summary>Writes the inverse of a Cholesky factor, itself lower triangular, with zeros above the diagonal.</summary>
    /// <param name="factor">L, <c>[n, n]</c>.</param>
    /// <param name="inverse"><c>[n, n]</c>, whatever its values were.</param>
    void InvertLower(Matrix factor, Matrix inverse);
}
