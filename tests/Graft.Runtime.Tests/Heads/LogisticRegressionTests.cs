using System.Text.Json;
using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

public sealed class LogisticRegressionTests
{
    private static readonly LogisticRegression Regression = new(new ManagedLinearAlgebra(threads: 2), tolerance: 1e-10);

    [Theory]
    [InlineData("multinomial_C_1")]
    [InlineData("multinomial_C_10")]
    [InlineData("multinomial_C_0.1")]
    public void Its_optimum_is_that_of_scikit_learn(string name)
    {
        var (rows, labels, expected) = Problem(name);
        var head = Regression.Fit(rows, labels, 5, 1 / (expected.Number("C") * rows.Rows));
        CheckWeights(expected, head);
        CheckProbabilities(expected, rows, head);
        var objective = expected.Number("C") * Losses(rows, labels, head).Sum() + head.Kernel.Values.Sum(w => w * w) / 2;
        Assert.Equal(expected.Number("objective"), objective, 1e-6 * objective);
    }

    [Fact]
    public void Weighted_rows_count_as_in_scikit_learn()
    {
        var (rows, labels, expected) = Problem("multinomial_C_1_balanced");
        var weights = labels.Select(label => rows.Rows / (5.0 * labels.Count(other => other == label))).ToList();
        var head = Regression.Fit(rows, labels, 5, 1 / (expected.Number("C") * rows.Rows), weights);
        CheckWeights(expected, head);
        CheckProbabilities(expected, rows, head);
    }

    [Fact]
    public void Two_classes_are_the_binary_case_with_half_the_weights_on_each_side()
    {
        var (rows, labels, expected) = Problem("binary_C_1");
        int[] two = [.. labels.Select(label => label >= 2 ? 1 : 0)];
        var head = Regression.Fit(rows, two, 2, 2 / (expected.Number("C") * rows.Rows));
        double[] difference = [.. Enumerable.Range(0, rows.Columns).Select(row => head.Kernel[row, 1] - head.Kernel[row, 0])];
        Doubles.Absolute(expected.Numbers("coefficients"), difference, 2e-5, "coefficients");
        Assert.Equal(expected.Number("intercept"), head.Bias[1] - head.Bias[0], 2e-5);
    }

    [Fact]
    public void A_start_at_another_optimum_ends_at_the_same_place()
    {
        var (rows, labels, _) = Problem("multinomial_C_1");
        var far = Regression.Fit(rows, labels, 5, 1);
        var fresh = Regression.Fit(rows, labels, 5, 0.05);
        var continued = Regression.Fit(rows, labels, 5, 0.05, start: far);
        Doubles.Absolute(fresh.Kernel.Values, continued.Kernel.Values, 1e-7, "weights");
    }

    private static (Matrix Rows, int[] Labels, JsonElement Expected) Problem(string name)
    {
        using var problems = Shared.Json("fixtures", "training", "problems.json");
        var linear = problems.RootElement.GetProperty("problems").EnumerateArray()
            .Single(item => item.GetProperty("problem").GetString() == "linear");
        var rows = new Matrix(32, 20);
        var unit = Formula.Unit("training/linear/x", rows.Values.Length);
        for (var i = 0; i < unit.Length; i++)
            rows.Values[i] = unit[i];
        int[] labels = [.. linear.GetProperty("y").EnumerateArray().Select(y => y.GetInt32())];
        using var file = Shared.Json("fixtures", "training", "sklearn_logistic.json");
        var expected = file.RootElement.GetProperty("cases").EnumerateArray()
            .Single(item => item.GetProperty("case").GetString() == name).Clone();
        return (rows, labels, expected);
    }

    private static void CheckWeights(JsonElement expected, LinearHead head)
    {
        Doubles.Absolute(expected.Numbers("coefficients_in_out"), head.Kernel.Values, 2e-5, "coefficients");
        double[] centred = [.. head.Bias.Select(value => value - head.Bias.Average())];
        Doubles.Absolute(expected.Numbers("intercept_mean_removed"), centred, 2e-5, "intercept");
    }

    private static void CheckProbabilities(JsonElement expected, Matrix rows, LinearHead head)
    {
        var probabilities = Doubles.Softmax(head.Logits(new MatrixRows(rows), new ManagedLinearAlgebra()));
        Doubles.Absolute(
            expected.Numbers("probabilities_of_row_0_to_3"), probabilities[..(4 * head.Bias.Length)], 1e-5, "probabilities");
    }

    private static double[] Losses(Matrix rows, int[] labels, LinearHead head) =>
        Temperature.Losses(head.Logits(new MatrixRows(rows), new ManagedLinearAlgebra()), labels, 1);
}
