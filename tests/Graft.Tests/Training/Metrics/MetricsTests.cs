using System.Globalization;
using System.Text.Json;
using Graft.Training;
using Graft.Training.Metrics;
using TorchSharp;

namespace Graft.Tests.Training.Metrics;

public sealed class MetricsTests
{
    [Fact]
    public void Accuracy_fits_itself_to_the_shapes()
    {
        using var scope = torch.NewDisposeScope();
        var threeClasses = torch.tensor(new float[] { .5f, .3f, .2f, .1f, .1f, .8f, .3f, .4f, .3f, .2f, .5f, .3f }, 4, 3);
        var numbers = torch.tensor(new long[] { 0, 2, 0, 1 });
        Assert.Equal(0.75, Result("accuracy", numbers, threeClasses));
        Assert.Equal(0.75, Result("accuracy", torch.nn.functional.one_hot(numbers, 3).to_type(torch.float32), threeClasses));
        var oneValue = torch.tensor(new float[] { .9f, .2f, .6f, .5f }, 4, 1);
        Assert.Equal(0.5, Result("acc", torch.tensor(new float[] { 1, 0, 0, 1 }, 4, 1), oneValue));
    }

    [Fact]
    public void Figures_run_over_all_batches_and_weigh_every_sample_alike()
    {
        using var scope = torch.NewDisposeScope();
        var output = torch.tensor(new float[] { .9f, .1f, .2f, .8f, .7f, .3f }, 3, 2);
        var numbers = torch.tensor(new long[] { 0, 0, 1 });
        var accumulator = Metric.FromName("accuracy").Start();
        Assert.Equal(0, accumulator.Result);
        accumulator.Add(numbers[0..1], new ModelOutput(output[0..1]));
        Assert.Equal(1, accumulator.Result);
        accumulator.Add(numbers[1..3], new ModelOutput(output[1..3]));
        Assert.Equal(1 / 3.0, accumulator.Result);
    }

    [Fact]
    public void Classes_that_tie_at_the_border_are_all_among_the_top_k()
    {
        using var scope = torch.NewDisposeScope();
        var output = torch.tensor(new float[] { .1f, .4f, .4f, .1f, .5f, .3f, .1f, .1f, float.NaN, .3f, .1f, .1f }, 3, 4);
        Assert.Equal(1 / 3.0, Result(new TopKCategoricalAccuracy(1), torch.tensor(new long[] { 2, 1, 0 }), output));
        Assert.Equal(2 / 3.0, Result(new TopKCategoricalAccuracy(2), torch.tensor(new long[] { 2, 1, 0 }), output));
    }

    [Fact]
    public void Precision_recall_and_area_are_those_of_scikit_learn()
    {
        using var json = Shared.Json("fixtures", "evaluation", "metrics.json");
        using var scope = torch.NewDisposeScope();
        var tables = Shared.Tensors("fixtures", "evaluation", "tables.safetensors");
        var binary = OfTable(json.RootElement, "binary");
        var perClass = binary.GetProperty("per_class").GetProperty("all_labels");
        var target = torch.tensor(tables["binary/y"].Floats()).reshape(-1, 1);
        var output = torch.tensor(tables["binary/score"].Floats()).reshape(-1, 1);
        // The table counts a score of exactly one half as yes; here, as in Keras, yes begins above the threshold.
        double threshold = MathF.BitDecrement(0.5f);
        Assert.Equal(binary.GetProperty("accuracy").GetDouble(), Result(new BinaryAccuracy(threshold), target, output), 1e-9);
        Assert.Equal(perClass.GetProperty("precision")[1].GetDouble(), Result(new Precision(threshold), target, output), 1e-9);
        Assert.Equal(perClass.GetProperty("recall")[1].GetDouble(), Result(new Recall(threshold), target, output), 1e-9);
        Assert.Equal(binary.GetProperty("auc").GetDouble(), Result("auc", target, output), 1e-9);
        Assert.Equal(binary.GetProperty("log_loss").GetDouble(), Result("binary_crossentropy", target, output), 1e-6);
    }

    [Theory]
    [InlineData("five")]
    [InlineData("twenty")]
    public void Figures_over_several_classes_are_those_of_scikit_learn(string table)
    {
        using var json = Shared.Json("fixtures", "evaluation", "metrics.json");
        using var scope = torch.NewDisposeScope();
        var tables = Shared.Tensors("fixtures", "evaluation", "tables.safetensors");
        var expected = OfTable(json.RootElement, table);
        var numbers = torch.tensor(tables[table + "/y"].Floats()).to_type(torch.int64);
        var output = torch.tensor(tables[table + "/prob"].Floats()).reshape(numbers.shape[0], -1);
        Assert.Equal(expected.GetProperty("accuracy").GetDouble(), Result("accuracy", numbers, output), 1e-9);
        var logLoss = Result("sparse_categorical_crossentropy", numbers, output);
        Assert.Equal(expected.GetProperty("log_loss").GetDouble(), logLoss, 1e-6);
        Assert.Equal(
            expected.GetProperty("per_class").GetProperty("all_labels").GetProperty("macro").GetProperty("f1").GetDouble(),
            Result("f1_score", numbers, output), 1e-9);
        foreach (var topK in expected.GetProperty("top_k_accuracy").EnumerateObject())
        {
            var k = int.Parse(topK.Name, CultureInfo.InvariantCulture);
            Assert.Equal(topK.Value.GetDouble(), Result(new TopKCategoricalAccuracy(k), numbers, output), 1e-9);
        }
        if (expected.TryGetProperty("auc_ovr_micro", out var area))
            Assert.Equal(area.GetDouble(), Result("auc", numbers, output), 1e-9);
    }

    [Fact]
    public void Any_loss_is_a_metric_and_uses_the_logits_where_they_are_known()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor(new float[] { 0, 200 }, 1, 2);
        var output = new ModelOutput(logits.softmax(-1), logits, "softmax");
        var accumulator = new MeanLoss("categorical_crossentropy").Start();
        accumulator.Add(torch.tensor(new float[] { 1, 0 }, 1, 2), output);
        Assert.Equal(200, accumulator.Result, 1e-4);
        Assert.Equal("hinge", Metric.FromName("Hinge").Name);
    }

    [Fact]
    public void A_name_that_no_metric_has_is_answered_with_those_there_are()
    {
        var message = Assert.Throws<TrainingException>(() => Metric.FromName("acuracy")).Message;
        Assert.Contains("accuracy", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_setting_is_named()
    {
        var problems = new Problems();
        new TopKCategoricalAccuracy(0).Check(problems);
        var message = Assert.Throws<TrainingException>(() => problems.ThrowIfAny("Metric")).Message;
        Assert.Contains("K is 0", message, StringComparison.Ordinal);
    }

    private static JsonElement OfTable(JsonElement root, string table) =>
        root.GetProperty("results").EnumerateArray().First(result => result.GetProperty("table").GetString() == table);

    private static double Result(Metric metric, torch.Tensor target, torch.Tensor output)
    {
        var accumulator = metric.Start();
        accumulator.Add(target, new ModelOutput(output));
        return accumulator.Result;
    }
}
