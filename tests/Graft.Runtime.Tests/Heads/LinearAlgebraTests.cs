using CsCheck;
using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

public sealed class LinearAlgebraTests
{
    private static readonly ManagedLinearAlgebra Algebra = new(threads: 2);

    [Fact]
    public void Products_are_the_sums_of_products() =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[1, 60], Gen.Int[1, 300], Gen.Bool).Sample((rows, columns, inner, transpose) =>
        {
            var left = Doubles.Unit("left", transpose ? inner : rows, transpose ? rows : inner);
            var right = Doubles.Unit("right", inner, columns);
            var result = Doubles.Unit("result", rows, columns);
            var expected = result.Copy();
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++)
                    for (var i = 0; i < inner; i++)
                        expected[row, column] += (transpose ? left[i, row] : left[row, i]) * right[i, column];
            Algebra.AddProduct(left, right, result, transpose);
            Doubles.Absolute(expected.Values, result.Values, 1e-12, "product");
        }, iter: 40);

    [Fact]
    public void Factors_solutions_and_inverses_undo_the_product() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 40]).Sample((size, columns) =>
        {
            var gram = Definite(size);
            var factor = gram.Copy();
            Algebra.Factor(factor);
            ClearAbove(factor);
            var product = new Matrix(size, size);
            Algebra.AddProduct(factor, factor.Transposed(), product);
            Doubles.Absolute(gram.Values, product.Values, 1e-10, "L Lᵀ");

            var right = Doubles.Unit("right", size, columns);
            var solution = right.Copy();
            Algebra.SolveLower(factor, solution);
            Algebra.SolveLowerTransposed(factor, solution);
            var again = new Matrix(size, columns);
            Algebra.AddProduct(gram, solution, again);
            Doubles.Absolute(right.Values, again.Values, 1e-9, "A A⁻¹ b");

            var identity = new Matrix(size, size);
            var inverse = Doubles.Unit("whatever it was", factor.Rows, factor.Rows);
            Algebra.InvertLower(factor, inverse);
            Algebra.AddProduct(factor, inverse, identity);
            Doubles.Absolute(new Matrix(size, size).PlusIdentity(1).Values, identity.Values, 1e-10, "L L⁻¹");
        }, iter: 25);

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        var (one, four) = (Definite(150, threads: 1), Definite(150, threads: 4));
        Assert.Equal(one.Values, four.Values);
        new ManagedLinearAlgebra(threads: 1).Factor(one);
        new ManagedLinearAlgebra(threads: 4).Factor(four);
        ClearAbove(one);
        ClearAbove(four);
        Assert.Equal(one.Values, four.Values);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused()
    {
        var matrix = new Matrix(3, 3).PlusIdentity(1);
        matrix[2, 2] = -1;
        Assert.Contains("row 2", Assert.Throws<ArithmeticException>(() => Algebra.Factor(matrix)).Message);
        matrix[2, 2] = double.NaN;
        Assert.Throws<ArithmeticException>(() => Algebra.Factor(matrix));
    }

    private static Matrix Definite(int size, int threads = 2)
    {
        var gram = new Matrix(size, size).PlusIdentity(1);
        new ManagedLinearAlgebra(threads).AddGram(Doubles.Unit("factors", size, size + 3), gram);
        for (var row = 0; row < size; row++)
            for (var column = row + 1; column < size; column++)
                gram[row, column] = gram[column, row];
        return gram;
    }

    private static void ClearAbove(Matrix matrix)
    {
        for (var row = 0; row < matrix.Rows; row++)
            matrix.Row(row)[(row + 1)..].Clear();
    }
}
