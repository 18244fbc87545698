using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

public sealed class RowCoordinatesTests
{
    private static readonly ManagedLinearAlgebra Algebra = new(threads: 2);

    [Theory]
    [InlineData(20, 90)]
    [InlineData(40, 7)]
    public void Products_of_rows_are_kept_within_and_across(int rows, int width)
    {
        var features = Doubles.Unit("coordinates", rows, width);
        var coordinates = RowCoordinates.Of(new MatrixRows(features), Algebra);
        var split = coordinates.Without([2, 5]);

        Assert.Equal(rows - 2, split.Kept.Count);
        Assert.True(coordinates.All.Columns <= Math.Min(rows, width));
        Doubles.Absolute(Products(features, features), Products(coordinates.All, coordinates.All), 1e-6, "products");
        var (inside, outside) = (Pick(features, split.Kept), Pick(features, [2, 5]));
        Doubles.Absolute(Products(inside, inside), Products(split.Inside, split.Inside), 1e-6, "inside");
        Doubles.Absolute(Products(outside, inside), Products(split.Outside, split.Inside), 1e-6, "across");
    }

    [Fact]
    public void A_head_on_coordinates_is_the_one_on_features()
    {
        var features = Doubles.Unit("coordinates", 24, 60);
        int[] labels = [.. Enumerable.Range(0, 24).Select(row => row % 3)];
        var regression = new LogisticRegression(Algebra, tolerance: 1e-10);
        var coordinates = RowCoordinates.Of(new MatrixRows(features), Algebra);

        var expected = regression.Fit(features, labels, 3, penalty: 0.1);
        var actual = coordinates.Back(regression.Fit(coordinates.All, labels, 3, penalty: 0.1));

        Doubles.Absolute(expected.Kernel.Values, actual.Kernel.Values, 1e-6, "kernel");
        Doubles.Absolute(expected.Bias, actual.Bias, 1e-6, "bias");
    }

    [Fact]
    public void Equal_rows_are_no_obstacle()
    {
        var features = Doubles.Unit("coordinates", 12, 60);
        features.Row(3).CopyTo(features.Row(7));
        var coordinates = RowCoordinates.Of(new MatrixRows(features), Algebra);
        Doubles.Absolute(Products(features, features), Products(coordinates.All, coordinates.All), 1e-6, "products");
    }

    private static double[] Products(Matrix left, Matrix right)
    {
        var product = new Matrix(left.Rows, right.Rows);
        Algebra.AddProduct(left, right.Transposed(), product);
        return product.Values;
    }

    private static Matrix Pick(Matrix from, IReadOnlyList<int> rows)
    {
        var picked = new Matrix(rows.Count, from.Columns);
        for (var row = 0; row < rows.Count; row++)
            from.Row(rows[row]).CopyTo(picked.Row(row));
        return picked;
    }
}
