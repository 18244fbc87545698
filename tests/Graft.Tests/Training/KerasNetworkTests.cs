using System.Text.Json;
using Graft.Training;
using Graft.Training.Optimizers;
using Graft.Trunk;

namespace Graft.Tests.Training;

public sealed class KerasNetworkTests
{
    // The layer is trainable, but a subclassed model's own code calls it in inference mode: gamma and beta train, the statistics
    // stand still. Here only Trainable decides, so this cannot be asked for.
    private const string LeftOut = "bn_inference";

    private const string Noisy = "bn_trainable_adam";

    // In bn_training_false_in_functional_graph Keras ignores the recorded argument; here there is none, and the layer trains.
    public static TheoryData<string> Cases =>
        ["bn_trainable", "bn_training_false_in_functional_graph", "bn_frozen", Noisy, "head_only"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Twelve_steps_change_weights_and_statistics_as_in_Keras(string name)
    {
        var problem = ReferenceProblem.Read("cnn");
        var pictures = new NDArray(problem.Input, problem.Shape);
        var entry = Case(name);
        var model = ConvolutionalNetwork.Create(problem);
        Freeze(model, name);
        model.Compile(name == Noisy ? new Adam(0.01) : new SGD(0.05, momentum: 0.9), "sparse_categorical_crossentropy");
        Close.Absolute(Floats(entry, "prediction_before"), FirstPredictions(model, pictures), 5e-6, "predictions before");

        var statistics = new[] { "moving_mean", "moving_variance" };
        var watch = new StepWatch([.. statistics.Select(statistic => ConvolutionalNetwork.Weight(model, "bn", statistic))]);
        model.Fit([pictures], [problem.Labels], new FitOptions
        {
            BatchSize = ReferenceProblem.BatchSize,
            Epochs = 4,
            Shuffle = false,
            Precision = Precision.Fp32,
            Callbacks = [watch],
        });

        // Sums of one thread are rounded otherwise than those of several.
        Close.Absolute(Floats(entry, "loss"), [.. watch.Losses], 1e-5, "losses");
        CompareArrays(model, name);
        if (name != Noisy)
            Close.Absolute(Floats(entry, "prediction_after"), FirstPredictions(model, pictures), 2e-5, "predictions after");
        if (!entry.TryGetProperty("moving_after_step", out var moving))
            return;
        foreach (var (step, expected) in moving.EnumerateArray().Index())
            foreach (var (i, statistic) in statistics.Index().Where(entry => name != Noisy || entry.Item != "moving_mean"))
                Close.Absolute(Floats(expected, statistic), watch.WeightsAfterStep[step][i], 5e-6, $"{statistic}, step {step}");
    }

    [Fact]
    public void A_frozen_batch_normalization_does_not_move_by_a_bit()
    {
        var problem = ReferenceProblem.Read("cnn");
        var model = ConvolutionalNetwork.Create(problem);
        var normalization = model.GetLayer("bn");
        normalization.Trainable = false;
        var before = normalization.Weights.Select(weight => weight.ToArray()).ToList();
        model.Compile("adam", "sparse_categorical_crossentropy");
        var watch = new StepWatch([.. normalization.Weights]);
        model.Fit(new NDArray(problem.Input, problem.Shape), problem.Labels, batchSize: 8, epochs: 4, callbacks: [watch]);
        Assert.Equal(12, watch.WeightsAfterStep.Count);
        Assert.All(watch.WeightsAfterStep, weights => Assert.Equal(before, weights));
    }

    [Fact]
    public void Every_case_of_the_reference_data_is_tried_or_named_as_left_out()
    {
        using var json = Shared.Json("fixtures", "training", "keras_cnn.json");
        var given = json.RootElement.GetProperty("cases").EnumerateArray().Select(e => e.GetProperty("case").GetString()!);
        Assert.Equal(given.Order(), Cases.Select(row => row.Data).Append(LeftOut).Order());
    }

    private static void Freeze(Model model, string name)
    {
        if (name == "bn_frozen")
            model.GetLayer("bn").Trainable = false;
        if (name == "head_only")
            foreach (var layer in model.Layers)
                layer.Trainable = layer.Name == "dense";
    }

    private static void CompareArrays(Model model, string name)
    {
        var expected = Shared.Tensors("fixtures", "training", "keras_cnn.safetensors");
        foreach (var (array, layer, weight) in ConvolutionalNetwork.Arrays)
        {
            // A bias before batch normalization has no gradient but rounding noise, which Adam turns into full steps.
            if (name == Noisy && array is "conv1_b" or "mean")
                continue;
            var tolerance = weight.StartsWith("moving_", StringComparison.Ordinal) ? 5e-6 : 2e-5;
            var actual = ConvolutionalNetwork.Weight(model, layer, weight).ToArray();
            Close.Absolute(expected[$"{name}/{array}"].Floats(), actual, tolerance, $"{name}, {array}");
        }
    }

    private static float[] FirstPredictions(Model model, NDArray pictures) =>
        model.Predict(pictures).Values[..(ReferenceProblem.BatchSize * ReferenceProblem.Classes)];

    private static JsonElement Case(string name)
    {
        using var json = Shared.Json("fixtures", "training", "keras_cnn.json");
        var cases = json.RootElement.GetProperty("cases").EnumerateArray();
        return cases.Single(entry => entry.GetProperty("case").GetString() == name).Clone();
    }

    private static float[] Floats(JsonElement entry, string property) => [.. Flat(entry.GetProperty(property))];

    private static IEnumerable<float> Flat(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flat) : [value.GetSingle()];
}
