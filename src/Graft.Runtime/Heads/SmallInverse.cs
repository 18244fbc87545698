namespace Graft.Runtime.Heads;

/// <summary>The inverse of a matrix of a few rows.</summary>
internal static class SmallInverse
{
    /// <summary>Replaces a positive definite matrix by its inverse (Gauss and Jordan).</summary>
    public static void Of(Span<double> matrix, int size)
    {
        for (var pivot = 0; pivot < size; pivot++)
        {
            var factor = 1 / matrix[pivot * size + pivot];
            matrix[pivot * size + pivot] = 1;
            for (var column = 0; column < size; column++)
                matrix[pivot * size + column] *= factor;
            for (var row = 0; row < size; row++)
            {
                if (row == pivot)
                    continue;
                var times = matrix[row * size + pivot];
                matrix[row * size + pivot] = 0;
                for (var column = 0; column < size; column++)
                    matrix[row * size + column] -= times * matrix[pivot * size + column];
            }
        }
    }
}
