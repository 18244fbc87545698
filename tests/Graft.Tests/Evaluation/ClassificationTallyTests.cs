using System.Runtime.InteropServices;
using System.Text.Json;
using CsCheck;
using Graft.Evaluation;

namespace Graft.Tests.Evaluation;

public sealed class ClassificationTallyTests
{
    [Theory]
    [InlineData("five")]
    [InlineData("twenty")]
    public void Every_figure_is_that_of_scikit_learn(string table)
    {
        using var metrics = Shared.Json("fixtures", "evaluation", "metrics.json");
        using var calibration = Shared.Json("fixtures", "evaluation", "calibration.json");
        var expected = Of(metrics, table);
        var report = Tally(table).Report();

        Close(expected, "accuracy", report.Accuracy);
        Close(expected, "balanced_accuracy", report.BalancedAccuracy);
        Close(expected, "log_loss", report.LogLoss);
        if (expected.GetProperty("top_k_accuracy").TryGetProperty("5", out var top5))
            Assert.Equal(top5.GetDouble(), report.Top5Accuracy, 1e-10);
        else
            Assert.Equal(1, report.Top5Accuracy);
        Assert.Equal(Of(calibration, table).GetProperty("ece_15_before").GetDouble(), report.ExpectedCalibrationError, 1e-8);
        var perClass = expected.GetProperty("per_class").GetProperty("all_labels");
        Each(perClass, "precision", report.PerClass, figures => figures.Precision);
        Each(perClass, "recall", report.PerClass, figures => figures.Recall);
        Each(perClass, "f1", report.PerClass, figures => figures.F1);
        Each(perClass, "support", report.PerClass, figures => figures.Support);
        Assert.Equal(
            expected.GetProperty("confusion_matrix_rows_true").EnumerateArray().Select(
                row => row.EnumerateArray().Select(cell => cell.GetInt32()).ToArray()),
            report.Confusion.Counts.Select(row => row.ToArray()));
    }

    [Fact]
    public void A_probability_that_rounds_to_zero_still_has_a_loss()
    {
        var tally = new ClassificationTally(["a", "b"]);
        tally.Add(1, [1000f, 0f]);

        Assert.Equal(1000, tally.Report().LogLoss, 1e-9);
    }

    [Fact]
    public void The_order_of_the_pictures_does_not_matter() =>
        Gen.Select(Gen.Int[0, 3], Gen.Float[-9, 9].Array[4]).Array[1, 40].Sample(pictures =>
    {
        var (there, back) = (new ClassificationTally(["a", "b", "c", "d"]), new ClassificationTally(["a", "b", "c", "d"]));
        foreach (var (label, logits) in pictures)
            there.Add(label, logits);
        foreach (var (label, logits) in pictures.Reverse())
            back.Add(label, logits);
        var (left, right) = (there.Report(), back.Report());
        Assert.Equal(left.LogLoss, right.LogLoss, 1e-9);
        Assert.Equal(left.ExpectedCalibrationError, right.ExpectedCalibrationError, 1e-9);
        Assert.Equal(left.PerClass, right.PerClass);
        Assert.Equal(left.Count, left.Confusion.Counts.Sum(row => row.Sum()));
    }, iter: 200);

    [Fact]
    public void What_cannot_be_judged_is_refused()
    {
        var tally = new ClassificationTally(["a", "b"]);

        Assert.Throws<InvalidOperationException>(tally.Report);
        Assert.Throws<ArgumentException>(() => tally.Add(2, [0f, 1f]));
        Assert.Throws<ArgumentException>(() => tally.Add(0, [0f, 1f, 2f]));
        Assert.Throws<ArgumentException>(() => new ClassificationTally([]));
    }

    private static ClassificationTally Tally(string table)
    {
        var tables = Shared.Tensors("fixtures", "evaluation", "tables.safetensors");
        var truth = MemoryMarshal.Cast<byte, long>(tables[$"{table}/y"].Bytes).ToArray();
        var logits = MemoryMarshal.Cast<byte, double>(tables[$"{table}/logits"].Bytes).ToArray();
        var classes = tables[$"{table}/logits"].Shape[1];
        var tally = new ClassificationTally(Enumerable.Range(0, classes).Select(label => $"class {label}"));
        for (var row = 0; row < truth.Length; row++)
            tally.Add((int)truth[row], logits.AsSpan(row * classes, classes));
        return tally;
    }

    private static JsonElement Of(JsonDocument document, string table) =>
        document.RootElement.GetProperty("results").EnumerateArray()
        .First(result =>
            result.TryGetProperty("table", out var name) && name.GetString() == table && !result.TryGetProperty("test", out _));

    private static void Close(JsonElement expected, string name, double value) =>
        Assert.Equal(expected.GetProperty(name).GetDouble(), value, 1e-10);

    private static void Each(
        JsonElement expected, string name, IReadOnlyList<ClassFigures> figures, Func<ClassFigures, double> value) =>
        Assert.All(expected.GetProperty(name).EnumerateArray().Zip(figures), pair =>
            Assert.Equal(pair.First.GetDouble(), value(pair.Second), 1e-10));
}
