using Graft.Training.Losses;
using Graft.Training.Optimizers;

namespace Graft.Tests.Training.Optimizers;

public sealed class TorchOptimizersTests
{
    public static TheoryData<string, Optimizer> OptimizerCases => new()
    {
        { "sgd", Sgd },
        { "sgd_momentum", Sgd with { Momentum = 0.9 } },
        { "sgd_momentum_dampening", Sgd with { Momentum = 0.9, Dampening = 0.3 } },
        { "sgd_nesterov_weight_decay", Sgd with { Momentum = 0.9, Nesterov = true, WeightDecay = 0.01 } },
        { "adam", Named("torch.adam", 0.01) },
        { "adam_default", "torch.adam" },
        { "adam_amsgrad", new Adam(0.01, epsilon: 1e-8, amsgrad: true) { Convention = Convention.Torch } },
        { "adam_weight_decay", Named("torch.adam", 0.01) with { WeightDecay = 0.01 } },
        { "adamw", Named("torch.adamw", 0.01) with { WeightDecay = 0.05 } },
        { "adamw_default", "torch.adamw" },
        { "rmsprop", "torch.rmsprop" },
        {
            "rmsprop_centered_momentum",
            new RMSprop(0.01, rho: 0.9, momentum: 0.9, epsilon: 1e-8, centered: true) { Convention = Convention.Torch }
        },
        { "nadam", Named("torch.nadam", 0.01) },
        { "adagrad", Named("torch.adagrad", 0.1) },
        { "adadelta", "torch.adadelta" },
        { "adamax", Named("torch.adamax", 0.01) },
        { "radam", Named("torch.radam", 0.01) },
        { "timm_lamb", WithoutBiases(Named("timm.lamb", 0.01), 0.01) },
        { "timm_rmsproptf", new RMSprop(0.01, momentum: 0.9, epsilon: 1e-10) { InitialVelocity = 1 } },
        { "timm_lion", WithoutBiases(Named("timm.lion", 0.003), 0.1) },
        { "timm_lars", WithoutBiases("timm.lars", 0.01) },
        { "timm_nadamw", WithoutBiases(Named("timm.nadamw", 0.01), 0.05) },
        { "timm_adabelief", Named("timm.adabelief", 0.01) },
        { "timm_adopt", Named("timm.adopt", 0.01) },
        { "timm_sgdw", WithoutBiases(Named("timm.sgdw", 0.1), 0.01) },
        { "clip_grad_norm", Sgd with { GlobalClipNorm = 0.3 } },
        { "clip_grad_value", Sgd with { ClipValue = 0.05 } },
        { "clip_agc", Sgd with { AdaptiveClipFactor = 0.05 } },
    };

    public static TheoryData<string, Loss, string, double> LossCases => new()
    {
        { "loss_ce_smoothing", new CategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1), "one-hot", 1 },
        { "loss_bce_logits", new BinaryCrossentropy(fromLogits: true), "multilabel", 1 },
        { "loss_mse", "mse", "regression", 1 },
        { "loss_smooth_l1", new Huber(0.5), "regression", 2 },
    };

    // Reason and cases.
    private static readonly Dictionary<string, string[]> LeftOut = new()
    {
        ["settings that published recipes do not use"] = ["nadam_decoupled", "adagrad_decay"],
        ["optimizers that need all samples in each step, or are averages of other ones"] = ["rprop", "asgd"],
        ["projects gradients; no published recipe uses it"] = ["timm_adamp"],
        ["class weights divide by the number of samples, as in Keras"] =
            ["loss_ce_class_weight", "loss_ce_class_weight_smoothing"],
        ["several right classes at once are not classified here"] = ["loss_bce_logits_pos_weight"],
        ["finds an optimum, which is no rule for steps on batches"] =
        [
            "lbfgs_plain_float32", "lbfgs_strong_wolfe_float32", "lbfgs_plain_float64", "lbfgs_strong_wolfe_float64",
        ],
    };

    private static SGD Sgd => new(0.1) { Convention = Convention.Torch };

    [Theory]
    [MemberData(nameof(OptimizerCases), DisableDiscoveryEnumeration = true)]
    public void Twelve_steps_of_an_optimizer_are_those_of_torch_or_timm(string name, Optimizer optimizer) =>
        Compare(name, optimizer, new SparseCategoricalCrossentropy(fromLogits: true), "numbers", 1);

    [Theory]
    [MemberData(nameof(LossCases), DisableDiscoveryEnumeration = true)]
    public void Twelve_steps_on_a_loss_are_those_of_torch(string name, Loss loss, string form, double lossWeight) =>
        Compare(name, new SGD(0.1), loss, form, lossWeight);

    [Fact]
    public void Every_run_of_the_reference_data_is_tried_or_named_as_left_out()
    {
        using var json = Shared.Json("fixtures", "training", "torch_optimizers.json");
        var given = json.RootElement.GetProperty("cases").EnumerateArray().Select(e => e.GetProperty("case").GetString()!);
        var tried = OptimizerCases.Select(row => row.Data.Item1).Concat(LossCases.Select(row => row.Data.Item1));
        Assert.Equal(given.Order(), tried.Concat(LeftOut.Values.SelectMany(cases => cases)).Order());
    }

    private static Optimizer Named(string name, double rate) => Optimizer.FromName(name) with { LearningRate = rate };

    private static Optimizer WithoutBiases(Optimizer optimizer, double weightDecay) =>
        optimizer with { WeightDecay = weightDecay, ExcludeFromWeightDecay = ["bias"] };

    private static void Compare(string name, Optimizer optimizer, Loss loss, string form, double lossWeight)
    {
        using var json = Shared.Json("fixtures", "training", "torch_optimizers.json");
        var arrays = Shared.Tensors("fixtures", "training", "torch_optimizers.safetensors");
        var entry = json.RootElement.GetProperty("cases").EnumerateArray().Single(e => e.GetProperty("case").GetString() == name);
        var expected = entry.GetProperty("loss").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        var perceptron = new Perceptron("linear");
        Close.Absolute(expected, perceptron.Train(optimizer, loss, form, "none", lossWeight), 2e-6, name + ", losses");
        foreach (var array in Perceptron.ArrayNames)
            Close.Absolute(arrays[$"{name}/{array}"].Floats(), perceptron.Values(array), 5e-6, $"{name}, {array}");
    }
}
