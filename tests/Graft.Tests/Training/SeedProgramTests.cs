using System.Text.Json;
using Graft.Layers;
using Graft.Training;
using Graft.Training.Callbacks;
using Graft.Trunk;

namespace Graft.Tests.Training;

/// <summary>
/// The classic program: a frozen VGG16, a new head, Adam. Predictions, losses and weights against Keras's run of it.
/// </summary>
public sealed class SeedProgramTests
{
    private const int Classes = 10;
    private static readonly int[] Convolutions = [2, 2, 3, 3, 3];
    private static readonly int[] Filters = [64, 128, 256, 512, 512];

    [Fact]
    public void Predictions_losses_and_weights_follow_those_of_Keras()
    {
        using var json = Shared.Json("fixtures", "keras", "seed_program", "seed_program.json");
        var tensors = Shared.Tensors("fixtures", "keras", "seed_program", "seed_program.safetensors");
        var calm = json.RootElement.GetProperty("cases").GetProperty("calm");
        var model = Create(json.RootElement);
        model.Compile(optimizer: "adam", loss: "categorical_crossentropy", metrics: ["accuracy"]);
        Assert.Equal(16_814_666, model.Weights.Sum(weight => weight.Count));
        Assert.Equal(2_099_978, model.TrainableWeights.Sum(weight => weight.Count));

        var predictInput = Pictures("keras/seed_program/predict", 4);
        Close.Absolute(tensors["calm/predict"].Floats(), model.Predict(predictInput).Values, 1e-6, "predictions before");

        var (fitInput, labels) = (Pictures("keras/seed_program/fit", 16), Labels(16));
        var running = new RunningLosses(batchSize: 4);
        var history = model.Fit([fitInput], [labels], new FitOptions
        {
            BatchSize = 4,
            Epochs = 3,
            Shuffle = false,
            Precision = Precision.Fp32,
            Callbacks = [running],
        });
        float[] expected = [.. calm.GetProperty("steps_running_mean_within_epoch").EnumerateArray()
            .SelectMany(epoch => epoch.EnumerateArray()).Select(step => step[0].GetSingle())];
        Close.Absolute(expected, [.. running.Means], 2e-5, "running losses");
        foreach (var (epoch, values) in calm.GetProperty("epochs").EnumerateArray().Index())
            Assert.Equal(values[1].GetDouble(), history["accuracy"][epoch], 1e-6);

        foreach (var entry in calm.GetProperty("head_after").EnumerateArray())
            CompareWeight(model, entry, tensors);
        var after = model.Evaluate(fitInput, labels, batchSize: 4);
        Assert.Equal(calm.GetProperty("evaluate_after")[0].GetDouble(), after.Loss, 2e-5);
        Assert.Equal(calm.GetProperty("evaluate_after")[1].GetDouble(), after["accuracy"], 1e-6);
        Close.Absolute(tensors["calm/predict_after"].Floats(), model.Predict(predictInput).Values, 2e-5, "predictions after");

        // The same program, its last block unfrozen in place: Fit alone trains it.
        var (lower, upper) = (model.GetLayer("block4_conv3"), model.GetLayer("block5_conv1"));
        foreach (var layer in model.Layers.Where(layer => layer.Name.StartsWith("block5", StringComparison.Ordinal)))
            layer.Trainable = true;
        var (frozen, unfrozen) = (lower.Weights[0].ToArray(), upper.Weights[0].ToArray());
        model.Fit(predictInput, Labels(4), batchSize: 4);
        Assert.Equal(frozen, lower.Weights[0].ToArray());
        Assert.NotEqual(unfrozen, upper.Weights[0].ToArray());
    }

    private static void CompareWeight(Model model, JsonElement entry, TensorFile tensors)
    {
        var (layer, name) = (entry.GetProperty("layer").GetString()!, entry.GetProperty("weight").GetString()!);
        var values = model.GetLayer(layer).Weights.Single(weight => weight.Name == name).ToArray();
        var expected = tensors[entry.GetProperty("tensor").GetString()!].Floats();
        var step = (values.Length - 1.0) / (expected.Length - 1);
        var sampled = Enumerable.Range(0, expected.Length).Select(i => values[(long)(i * step)]);
        Close.Absolute(expected, [.. sampled], 3e-5, $"{layer}/{name}");
        Assert.Equal(entry.GetProperty("sum_of_squares").GetDouble(), values.Sum(value => (double)value * value), 1e-3);
    }

    private static Model Create(JsonElement root)
    {
        var input = new Input((150, 150, 3));
        var x = input.Output;
        foreach (var (block, (convolutions, filters)) in Convolutions.Zip(Filters).Index())
        {
            for (var i = 1; i <= convolutions; i++)
                x = new Conv2D(filters, 3, padding: "same", activation: "relu", name: $"block{block + 1}_conv{i}").Apply(x);
            x = new MaxPooling2D(2, name: $"block{block + 1}_pool").Apply(x);
        }
        var backbone = new Model(input.Output, x);
        foreach (var layer in backbone.Layers)
            layer.Trainable = false;
        x = new Flatten().Apply(backbone.Output);
        x = new Dense(256, activation: "relu").Apply(x);
        var model = new Model(backbone.Input, new Dense(Classes, activation: "softmax").Apply(x));
        foreach (var array in root.GetProperty("arrays").EnumerateArray())
            Fill(model, array);
        return model;
    }

    private static void Fill(Model model, JsonElement array)
    {
        var name = array.GetProperty("weight").GetString()!;
        var weight = model.GetLayer(array.GetProperty("layer").GetString()!).Weights.Single(own => own.Name == name);
        var (key, role) = (array.GetProperty("key").GetString()!, array.GetProperty("role").GetString()!);
        weight.Set(role switch
        {
            "zeros" => new float[weight.Count],
            "glorot" => Glorot(key, weight.Count, weight.Shape[0] + weight.Shape[1]),
            _ => Formula.Weight(key, weight.Count, role, array.GetProperty("fan_in").GetInt32()),
        });
    }

    private static float[] Glorot(string key, long count, int fans)
    {
        var factor = (float)Math.Sqrt(6.0 / fans);
        return Array.ConvertAll(Formula.Unit(key, count), value => value * factor);
    }

    private static NDArray Pictures(string key, int count) =>
        new(Formula.Picture(key, count, 150, 150, -0.1f, 0.1f), count, 150, 150, 3);

    private static NDArray Labels(int count)
    {
        var labels = new NDArray(new float[count * Classes], count, Classes);
        for (var i = 0; i < count; i++)
            labels.Values[i * Classes + i % Classes] = 1;
        return labels;
    }

    private sealed class RunningLosses(int batchSize) : Callback
    {
        private double sum;

        public List<float> Means { get; } = [];

        public override void OnBatchEnd(ITrainingRun run, int step, double loss)
        {
            sum = step == 0 ? loss * batchSize : sum + loss * batchSize;
            Means.Add((float)(sum / ((step + 1) * batchSize)));
        }
    }
}
