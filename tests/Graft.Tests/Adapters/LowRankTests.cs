using System.Text.Json;
using Graft.Engine;
using Graft.Layers;
using TorchSharp;

namespace Graft.Tests.Adapters;

/// <summary>LoRA against torch's numbers, as a dense layer and as a convolution of single points.</summary>
public sealed class LowRankTests
{
    private const int In = 20;
    private const int Out = 12;
    private const int Rank = 4;
    private const int Rows = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Outputs_gradients_and_merged_outputs_are_those_of_torch(bool convolution)
    {
        using var json = Shared.Json("fixtures", "training", "torch_losses.json");
        var expected = json.RootElement.GetProperty("lora");
        Assert.Equal((8.0, Rank), (expected.GetProperty("alpha").GetDouble(), expected.GetProperty("r").GetInt32()));
        var model = Network(convolution);
        var adapter = Assert.Single(model.AddLora(rank: Rank, alpha: 8));
        model.Layers[^1].Weights[0].Set(Transposed(Formula.Weight("training/lora/w", Out * In, "kernel", In), Out));
        adapter.Weights[0].Set(Transposed(Formula.Weight("training/lora/a", Rank * In, "kernel", In), Rank));
        adapter.Weights[1].Set(Transposed([.. Formula.Unit("training/lora/b", Out * Rank).Select(value => 0.1f * value)], Out));
        var samples = Formula.Unit("training/lora/x", Rows * In);

        Compare("output", expected, Predict(model, samples, convolution), 2e-6);
        var gradients = Gradients(model, adapter, samples, convolution);
        Compare("gradient_a_of_mean_square", expected, Transposed(gradients[0], In), 2e-6);
        Compare("gradient_b_of_mean_square", expected, Transposed(gradients[1], Rank), 2e-6);
        var before = Predict(model, samples, convolution);
        model.MergeAdapters();
        Assert.Null(model.Layers[^1].Adapter);
        Compare("merged_output", expected, Predict(model, samples, convolution), 2e-6);
        Close.Absolute(before, Predict(model, samples, convolution), 1e-5, "merged and unmerged");
    }

    private static Model Network(bool convolution)
    {
        var input = convolution ? new Input((1, 1, In)) : new Input(In);
        UnaryLayer layer = convolution ? new Conv2D(Out, 1, useBias: false) : new Dense(Out, useBias: false);
        return new Model(input.Output, layer.Apply(input.Output));
    }

    private static float[] Predict(Model model, float[] samples, bool convolution) =>
        model.Predict(convolution ? new NDArray(samples, Rows, 1, 1, In) : new NDArray(samples, Rows, In)).Values;

    private static float[][] Gradients(Model model, LayerAdapter adapter, float[] samples, bool convolution)
    {
        using var scope = torch.NewDisposeScope();
        var input = convolution ? torch.tensor(samples, Rows, In, 1, 1) : torch.tensor(samples, Rows, In);
        var weights = adapter.Weights.Select(weight => weight.Tensor.requires_grad_(true)).ToList();
        var output = model.Forward([input], ForwardContext.Inference)[0];
        var gradients = torch.autograd.grad([output.Squared().mean()], weights);
        weights.ForEach(weight => weight.requires_grad_(false));
        return [.. gradients.Select(gradient => gradient.contiguous().data<float>().ToArray())];
    }

    private static void Compare(string name, JsonElement expected, float[] given, double tolerance) => Close.Absolute(
        [.. expected.GetProperty(name).EnumerateArray().SelectMany(row => row.EnumerateArray().Select(value => value.GetSingle()))],
        given, tolerance, name);

    private static float[] Transposed(float[] values, int rows)
    {
        var columns = values.Length / rows;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[i % rows * columns + i / rows])];
    }
}
