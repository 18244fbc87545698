using Graft.Heads;
using Graft.Runtime.Heads;

namespace Graft.Tests.Heads;

public sealed class TorchLinearAlgebraTests
{
    private static readonly TorchLinearAlgebra Torch = new();
    private static readonly ManagedLinearAlgebra Managed = new();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 12)]
    [InlineData(150, 40, 90)]
    public void Both_kinds_of_linear_algebra_give_the_same(int size, int columns, int inner)
    {
        var (left, right) = (Unit("left", size, inner), Unit("right", inner, columns));
        Compare("product", algebra => Done(Unit("sum", size, columns), sum => algebra.AddProduct(left, right, sum)));
        Compare("transposed product", algebra => Done(
            Unit("sum", inner, columns), sum => algebra.AddProduct(left, Unit("right", size, columns), sum, transposeLeft: true)));
        Compare("factor", Factor);
        Compare("solution", algebra => Done(Unit("solve", size, columns), x => algebra.SolveLower(Factor(algebra), x)));
        Compare("solution by the transpose", algebra => Done(
            Unit("solve", size, columns), x => algebra.SolveLowerTransposed(Factor(algebra), x)));
        Compare("inverse", algebra => Done(Unit("inverse", size, size), x => algebra.InvertLower(Factor(algebra), x)));

        Matrix Factor(ILinearAlgebra algebra)
        {
            var gram = new Matrix(size, size);
            for (var i = 0; i < size; i++)
                gram[i, i] = 1;
            algebra.AddGram(Unit("gram", size, inner), gram);
            algebra.Factor(gram);
            for (var row = 0; row < size; row++)
                gram.Row(row)[(row + 1)..].Clear();
            return gram;
        }
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused_in_the_same_words()
    {
        var matrix = new Matrix(3, 3);
        (matrix[0, 0], matrix[1, 1], matrix[2, 2]) = (1, 1, -1);
        var refused = Assert.Throws<ArithmeticException>(() => Managed.Factor(matrix));
        Assert.Equal(refused.Message, Assert.Throws<ArithmeticException>(() => Torch.Factor(matrix)).Message);
    }

    private static void Compare(string what, Func<ILinearAlgebra, Matrix> compute)
    {
        var (expected, actual) = (compute(Managed).Values, compute(Torch).Values);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-11, $"{what}: {actual[i]:r} instead of {expected[i]:r}");
    }

    private static Matrix Done(Matrix matrix, Action<Matrix> change)
    {
        change(matrix);
        return matrix;
    }

    private static Matrix Unit(string key, int rows, int columns)
    {
        var matrix = new Matrix(rows, columns);
        Formula.Unit(key, matrix.Values.Length).Select(value => (double)value).ToArray().CopyTo(matrix.Values, 0);
        return matrix;
    }
}
