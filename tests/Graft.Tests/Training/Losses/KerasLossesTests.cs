using System.Text.Json;
using Graft.Engine;
using Graft.Training;
using Graft.Training.Losses;
using TorchSharp;

namespace Graft.Tests.Training.Losses;

public sealed class KerasLossesTests
{
    private static readonly Dictionary<string, Loss> Losses = new()
    {
        ["CategoricalCrossentropy()"] = "categorical_crossentropy",
        ["CategoricalCrossentropy(from_logits=True)"] = new CategoricalCrossentropy(fromLogits: true),
        ["CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)"] =
            new CategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1),
        ["SparseCategoricalCrossentropy()"] = "sparse_categorical_crossentropy",
        ["SparseCategoricalCrossentropy(from_logits=True)"] = new SparseCategoricalCrossentropy(fromLogits: true),
        ["BinaryCrossentropy()"] = "binary_crossentropy",
        ["BinaryCrossentropy(from_logits=True)"] = new BinaryCrossentropy(fromLogits: true),
        ["BinaryCrossentropy(label_smoothing=0.1)"] = new BinaryCrossentropy(labelSmoothing: 0.1),
        ["CategoricalFocalCrossentropy(alpha=0.25, gamma=2)"] = "categorical_focal_crossentropy",
        ["CategoricalFocalCrossentropy(from_logits=True)"] = new CategoricalFocalCrossentropy(fromLogits: true),
        ["BinaryFocalCrossentropy(gamma=2)"] = "binary_focal_crossentropy",
        ["BinaryFocalCrossentropy(gamma=2, apply_class_balancing=True)"] = new BinaryFocalCrossentropy(applyClassBalancing: true),
        ["MeanSquaredError()"] = "mse",
        ["MeanAbsoluteError()"] = "mae",
        ["Huber(delta=1)"] = "huber",
        ["LogCosh()"] = "log_cosh",
        ["KLDivergence()"] = "kl_divergence",
        ["CategoricalHinge()"] = "categorical_hinge",
        ["Hinge()"] = "hinge",
        ["CosineSimilarity()"] = "cosine_similarity",
        ["CategoricalCrossentropy() at probabilities 0 and 1"] = "categorical_crossentropy",
        ["BinaryCrossentropy() at probabilities 0 and 1"] = "binary_crossentropy",
    };

    [Fact]
    public void Values_and_gradients_of_every_loss_are_those_of_Keras()
    {
        using var json = Shared.Json("fixtures", "training", "keras_losses.json");
        var entries = json.RootElement.GetProperty("losses").EnumerateArray().ToList();
        Assert.Equal(entries.Select(entry => entry.GetProperty("loss").GetString()!).Order(), Losses.Keys.Order());
        int[] labels = [.. json.RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())];
        foreach (var entry in entries)
            Compare(entry, labels);
    }

    [Fact]
    public void A_name_that_no_loss_has_is_answered_with_those_there_are()
    {
        var message = Assert.Throws<TrainingException>(() => Loss.FromName("crossentropy")).Message;
        Assert.Contains("categorical_crossentropy", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        var wrong = new BinaryFocalCrossentropy(alpha: -1, gamma: -2, labelSmoothing: 1.5);
        var problems = new Problems();
        wrong.Check(problems);
        var message = Assert.Throws<TrainingException>(() => problems.ThrowIfAny("Loss")).Message;
        Assert.All(["Alpha is -1", "Gamma is -2", "LabelSmoothing is 1.5"], part => Assert.Contains(part, message));
    }

    private static void Compare(JsonElement entry, int[] labels)
    {
        var name = entry.GetProperty("loss").GetString()!;
        var input = entry.GetProperty("input").GetString()!;
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (torch.NewDisposeScope())
        {
            var output = Output(input).detach().requires_grad_(true);
            var perSample = Losses[name].PerSample(Target(name, input, labels), output);
            var mean = perSample.mean();
            mean.backward();
            Near(Floats(entry.GetProperty("per_sample")), perSample, name);
            Near([entry.GetProperty("mean").GetSingle()], mean, name + ", mean");
            var gradient = entry.GetProperty("gradient_of_mean").EnumerateArray().SelectMany(Floats);
            Near([.. gradient], output.grad, name + ", gradient");
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static torch.Tensor Output(string input)
    {
        if (input.StartsWith("[[", StringComparison.Ordinal))
            return torch.tensor(new float[] { 1, 0, 0, 0, 0, 0, 1, 0, 0, 0 }, 2, 5);
        var logits = torch.tensor(Formula.Unit("training/losses/logits", 30), 6, 5).Times(4);
        return input.Split('(')[0] switch
        {
            "softmax" => logits.softmax(-1),
            "sigmoid" => logits.sigmoid(),
            _ => logits,
        };
    }

    private static torch.Tensor Target(string name, string input, int[] labels)
    {
        if (input.StartsWith("[[", StringComparison.Ordinal))
            return torch.tensor(new float[] { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0 }, 2, 5);
        var multilabel = torch.tensor(Formula.Unit("training/losses/multilabel", 30), 6, 5).IsAbove(0).to_type(torch.float32);
        var numbers = torch.tensor(labels, torch.int64);
        var oneHot = torch.nn.functional.one_hot(numbers, 5).to_type(torch.float32);
        return name.Split('(')[0] switch
        {
            "SparseCategoricalCrossentropy" => numbers,
            "BinaryCrossentropy" or "BinaryFocalCrossentropy" => multilabel,
            "KLDivergence" => oneHot.Times(0.9).Plus(0.02),
            "Hinge" => multilabel.Times(2).Minus(1),
            _ => oneHot,
        };
    }

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];

    private static void Near(float[] expected, torch.Tensor? actual, string what)
    {
        var values = actual!.contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - values[i]) <= 1e-6 + 1e-5 * Math.Abs(expected[i]),
                $"{what}, value {i}: {expected[i]} expected, {values[i]} given");
    }
}
