using CsCheck;
using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

public sealed class DiscriminantTests
{
    private static readonly ManagedLinearAlgebra Algebra = new(threads: 2);

    [Fact]
    public void Decisions_and_probabilities_are_those_of_scikit_learn()
    {
        var cases = DiscriminantCase.All();
        Assert.Equal(17, cases.Count);
        foreach (var item in cases)
        {
            var logits = Solve(item).Head().Logits(item.TestRows, Algebra);
            Doubles.Relative(item.Expected("decision"), Decisions(logits), 1e-8, $"{item.Name}: decision");
            Doubles.Relative(item.Expected("probability"), Doubles.Softmax(logits), 1e-8, $"{item.Name}: probability");
        }
    }

    // scikit-learn weighs the covariance of a class by its share before the row was left out, and shrinks anew.
    [Fact]
    public void Leaving_one_out_in_closed_form_is_near_to_what_scikit_learn_gives_without_that_row()
    {
        foreach (var item in DiscriminantCase.All())
        {
            var solution = Solve(item);
            var scores = solution.LeaveOneOut([.. Enumerable.Range(0, item.Labels.Length)]);
            for (var row = 0; row < scores.Rows; row++)
                for (var k = 0; k < scores.Columns; k++)
                    scores[row, k] += solution.LogPriors[k];
            var differences = item.Expected("leave_one_out_probability")
                .Zip(Doubles.Softmax(scores), (expected, actual) => Math.Abs(expected - actual)).ToList();
            Assert.True(differences.Max() < 0.031, $"{item.Name}: a probability differs by {differences.Max():g3}");
            Assert.True(differences.Average() < 0.003, $"{item.Name}: they differ by {differences.Average():g3} in the mean");
        }
    }

    [Fact]
    public void Leaving_out_all_views_of_a_picture_is_what_solving_without_them_gives() =>
        Gen.Select(Gen.Int[2, 4], Gen.Int[1, 3], Gen.Int[2, 60], Gen.Double[0.05, 0.9], Gen.Int)
        .Sample((classes, views, width, shrinkage, key) =>
        {
            int[] labels = [.. Enumerable.Range(0, 5 * classes).Select(picture => picture % classes)];
            var values = Doubles.Unit($"leave out {key}", labels.Length * views, width);
            var training = new TrainingRows(new MatrixRows(values), labels, classes);
            var all = new DiscriminantAnalysis(new MatrixRows(values), labels, classes, Algebra);
            var averaged = key % 2 == 0;
            var actual = all.Solve(shrinkage).LeaveOneOut([3], averaged);

            var (rest, restLabels) = Without(values, labels, picture: 3);
            var small = new TrainingRows(new MatrixRows(rest), restLabels, classes);
            var space = new FeatureSpace(small, Algebra, new MatrixRoom());
            var identity = shrinkage * new FeatureSpace(training, Algebra, new MatrixRoom()).MeanVariance * values.Rows / rest.Rows;
            var solved = space.Solve(new Shrinkage((1 - shrinkage) / rest.Rows, identity));
            var expected = new double[classes];
            for (var view = 0; view < (averaged ? views : 1); view++)
                for (var k = 0; k < classes; k++)
                    expected[k] += Score(solved, values.Row(view * labels.Length + 3), k) / (averaged ? views : 1);

            Doubles.Absolute(Differences(expected), Differences(actual.Row(0).ToArray()), 1e-7, "differences of scores");
        }, iter: 60);

    [Fact]
    public void Both_spaces_give_the_same() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[1, 2], Gen.Int[1, 70], Gen.Double[0.05, 1], Gen.Int)
        .Sample((classes, views, width, shrinkage, key) =>
        {
            int[] labels = [.. Enumerable.Range(0, 6 * classes).Select(picture => picture % classes)];
            var rows = new MatrixRows(Doubles.Unit($"spaces {key}", labels.Length * views, width));
            var training = new TrainingRows(rows, labels, classes);
            var (byFeatures, byRows) = (new FeatureSpace(training, Algebra, new MatrixRoom()), new RowSpace(training, Algebra, new MatrixRoom()));
            Assert.Equal(byFeatures.MeanVariance, byRows.MeanVariance, 1e-12);
            var shrunk = new Shrinkage(Math.Min(shrinkage, 0.99), byRows.MeanVariance, rows.Count);
            var (one, other) = (byFeatures.Solve(shrunk), byRows.Solve(shrunk));
            int[] pictures = [0, labels.Length - 1, 1];
            Doubles.Relative(one.MeanProducts.Values, other.MeanProducts.Values, 1e-8, "products of means");
            Doubles.Relative(one.Projections.Values, other.Projections.Values, 1e-8, "projections");
            Doubles.Relative(one.Coefficients().Values, other.Coefficients().Values, 1e-8, "coefficients");
            Doubles.Relative(one.Leverages(pictures).Values, other.Leverages(pictures).Values, 1e-8, "leverages");
        }, iter: 60);

    // With 20 rows in the space of the rows, with 3 features in that of the features.
    [Theory]
    [InlineData(40)]
    [InlineData(3)]
    public void A_solution_in_the_memory_of_another_one_is_the_same(int width)
    {
        int[] labels = [.. Enumerable.Range(0, 20).Select(picture => picture % 4)];
        var rows = new MatrixRows(Doubles.Unit("memory", 20, width));
        var again = new DiscriminantAnalysis(rows, labels, 4, Algebra);
        var first = again.Solve(0.2);
        first.LeaveOneOut([0, 5]);
        first.Dispose();
        first.Dispose();

        using var one = again.Solve(0.5);
        using var beside = again.Solve(0.9);
        using var fresh = new DiscriminantAnalysis(rows, labels, 4, Algebra).Solve(0.5);

        Assert.Equal(fresh.LeaveOneOut([3, 7]).Values, one.LeaveOneOut([3, 7]).Values);
        Assert.Equal(fresh.Head().Kernel.Values, one.Head().Kernel.Values);
        Assert.NotEqual(beside.Head().Kernel.Values, one.Head().Kernel.Values);
        Assert.Throws<ObjectDisposedException>(() => first.LeaveOneOut([0]));
        Assert.Throws<ObjectDisposedException>(() => first.Head());
    }

    [Fact]
    public void A_head_before_the_standardisation_gives_the_same_logits_on_raw_features()
    {
        var item = DiscriminantCase.All().First(item => item.Name == "wide_0.2");
        var standardised = new StandardisedRows(item.TrainingRows);
        var head = new DiscriminantAnalysis(standardised, item.Labels, item.Classes, Algebra).Solve(0.2).Head(temperature: 3);
        Doubles.Relative(
            head.Logits(standardised, Algebra).Values,
            head.Before(standardised).Logits(item.TrainingRows, Algebra).Values, 1e-10, "logits");
    }

    [Fact]
    public void What_cannot_be_solved_says_why()
    {
        var rows = new MatrixRows(Doubles.Unit("refused", 4, 6));
        Assert.Throws<ArgumentException>(() => new DiscriminantAnalysis(rows, [0, 0, 2, 2], 3, Algebra));
        Assert.Throws<ArgumentException>(() => new DiscriminantAnalysis(rows, [0, 1, 1], 2, Algebra));
        Assert.Throws<ArithmeticException>(() => new DiscriminantAnalysis(rows, [0, 0, 1, 1], 2, Algebra).Solve(0));
        var solution = new DiscriminantAnalysis(rows, [0, 1, 1, 1], 2, Algebra).Solve(0.5);
        Assert.Throws<ArgumentException>(() => solution.LeaveOneOut([1, 0]));
    }

    private static DiscriminantSolution Solve(DiscriminantCase item) =>
        new DiscriminantAnalysis(item.TrainingRows, item.Labels, item.Classes, Algebra).Solve(item.Shrinkage);

    // For two classes scikit-learn gives the difference alone.
    private static double[] Decisions(Matrix logits) => logits.Columns == 2
        ? [.. Enumerable.Range(0, logits.Rows).Select(row => logits[row, 1] - logits[row, 0])]
        : logits.Values;

    // Minus half of the squared distance, but for what all classes have in common.
    private static double Score(ISolvedScatter solved, ReadOnlySpan<double> row, int k)
    {
        var coefficients = solved.Coefficients();
        var score = -0.5 * solved.MeanProducts[k, k];
        for (var i = 0; i < row.Length; i++)
            score += row[i] * coefficients[i, k];
        return score;
    }

    private static double[] Differences(double[] scores) => [.. scores.Select(score => score - scores[0])];

    private static (Matrix Rows, int[] Labels) Without(Matrix values, int[] labels, int picture)
    {
        int[] kept = [.. Enumerable.Range(0, values.Rows).Where(row => row % labels.Length != picture)];
        var rest = new Matrix(kept.Length, values.Columns);
        for (var row = 0; row < kept.Length; row++)
            values.Row(kept[row]).CopyTo(rest.Row(row));
        return (rest, [.. labels.Where((_, other) => other != picture)]);
    }
}
