using Graft.Training.Optimizers;

namespace Graft.Tests.Training;

public sealed class TorchNetworkTests
{
    // Reason and cases; Keras's batch normalization is the one here.
    private static readonly Dictionary<string, string[]> LeftOut = new()
    {
        ["running variances are unbiased in torch, and the constants are other ones"] = ["bn_trainable", "bn_momentum_none"],
        ["the layer is trainable but runs in inference mode; here only Trainable decides"] = ["bn_eval_trainable"],
    };

    public static TheoryData<string> Cases => ["bn_keras_constants", "bn_frozen"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Twelve_steps_change_weights_as_in_torch(string name)
    {
        using var json = Shared.Json("fixtures", "training", "torch_cnn.json");
        var entry = json.RootElement.GetProperty("cases").EnumerateArray().Single(e => e.GetProperty("case").GetString() == name);
        var problem = ReferenceProblem.Read("cnn");
        var isFrozen = name == "bn_frozen";
        var model = ConvolutionalNetwork.Create(problem, epsilon: isFrozen ? 1e-5 : 1e-3);
        model.GetLayer("bn").Trainable = !isFrozen;
        model.Compile(new SGD(0.05, momentum: 0.9) { Convention = Convention.Torch }, "sparse_categorical_crossentropy");
        var watch = new StepWatch();
        var pictures = new NDArray(problem.Input, problem.Shape);
        model.Fit(pictures, problem.Labels, ReferenceProblem.BatchSize, epochs: 4, shuffle: false, callbacks: [watch]);
        float[] losses = [.. entry.GetProperty("loss").EnumerateArray().Select(value => value.GetSingle())];
        Close.Absolute(losses, [.. watch.Losses], 5e-6, "losses");
        var expected = Shared.Tensors("fixtures", "training", "torch_cnn.safetensors");
        foreach (var (array, layer, weight) in ConvolutionalNetwork.Arrays.Where(entry => isFrozen || entry.Array != "var"))
            Close.Absolute(
                expected[$"{name}/{array}"].Floats(),
                ConvolutionalNetwork.Weight(model, layer, weight).ToArray(), 2e-5, $"{name}, {array}");
    }

    [Fact]
    public void Every_case_of_the_reference_data_is_tried_or_named_as_left_out()
    {
        using var json = Shared.Json("fixtures", "training", "torch_cnn.json");
        var given = json.RootElement.GetProperty("cases").EnumerateArray().Select(e => e.GetProperty("case").GetString()!);
        Assert.Equal(given.Order(), Cases.Select(row => row.Data).Concat(LeftOut.Values.SelectMany(cases => cases)).Order());
    }
}
