using Graft.Training.Losses;
using Graft.Training.Optimizers;
using Graft.Training.Schedules;

namespace Graft.Tests.Training.Optimizers;

public sealed class KerasOptimizersTests
{
    public static TheoryData<string, Optimizer> OptimizerCases => new()
    {
        { "sgd", new SGD(0.1) },
        { "sgd_momentum", new SGD(0.1, momentum: 0.9) },
        { "sgd_nesterov", new SGD(0.1, momentum: 0.9, nesterov: true) },
        { "sgd_weight_decay", new SGD(0.1, momentum: 0.9) { WeightDecay = 0.01 } },
        { "adam_default", "adam" },
        { "adam", new Adam(learningRate: 0.01) },
        { "adam_eps_1e-3", new Adam(0.01, epsilon: 1e-3) },
        { "adam_amsgrad", new Adam(0.01, amsgrad: true) },
        { "adam_weight_decay", new Adam(0.01) { WeightDecay = 0.01 } },
        { "adamw", new AdamW(0.01, weightDecay: 0.01) },
        { "adamw_default", "adamw" },
        { "adamw_exclude_bias", new AdamW(0.01, weightDecay: 0.1) { ExcludeFromWeightDecay = ["bias"] } },
        { "rmsprop_default", "rmsprop" },
        { "rmsprop", new RMSprop(0.01) },
        { "rmsprop_centered", new RMSprop(0.01, centered: true) },
        { "rmsprop_momentum", new RMSprop(0.01, momentum: 0.9) },
        { "adagrad", new Adagrad(0.1) },
        { "adadelta", new Adadelta(1) },
        { "adamax", new Adamax(0.01) },
        { "nadam", new Nadam(0.01) },
        { "lion", new Lion(0.003) },
        { "lion_weight_decay", new Lion(0.003) { WeightDecay = 0.1 } },
        { "lamb", new Lamb(0.01) },
        { "sgd_gradient_accumulation_4", new SGD(0.1) { GradientAccumulationSteps = 4 } },
        { "adam_gradient_accumulation_4", new Adam(0.01) { GradientAccumulationSteps = 4 } },
        { "adam_ema", new Adam(0.01) { Ema = new Ema(0.9) } },
        { "sgd_ema_overwrite_5", new SGD(0.1) { Ema = new Ema(0.9) { OverwriteFrequency = 5 } } },
        { "sgd_clipnorm", new SGD(0.1) { ClipNorm = 0.3 } },
        { "sgd_global_clipnorm", new SGD(0.1) { GlobalClipNorm = 0.3 } },
        { "sgd_clipvalue", new SGD(0.1) { ClipValue = 0.05 } },
        { "adam_global_clipnorm", new Adam(0.01) { GlobalClipNorm = 0.3 } },
        { "adam_cosine_warmup", new Adam(new CosineDecay(0, decaySteps: 8, alpha: 0.1, warmupTarget: 0.02, warmupSteps: 4)) },
        { "sgd_exponential", new SGD(new ExponentialDecay(0.2, 4, 0.5, staircase: true)) },
    };

    public static TheoryData<string, Loss, string, string, string> LossCases => new()
    {
        { "loss_cce_softmax", new CategoricalCrossentropy(), "one-hot", "softmax", "none" },
        { "loss_cce_logits", new CategoricalCrossentropy(fromLogits: true), "one-hot", "linear", "none" },
        { "loss_cce_smoothing", new CategoricalCrossentropy(labelSmoothing: 0.1), "one-hot", "softmax", "none" },
        { "loss_scce_logits", new SparseCategoricalCrossentropy(fromLogits: true), "numbers", "linear", "none" },
        { "loss_bce_sigmoid", new BinaryCrossentropy(), "multilabel", "sigmoid", "none" },
        {
            "loss_bce_logits_smoothing",
            new BinaryCrossentropy(fromLogits: true, labelSmoothing: 0.1), "multilabel", "linear", "none"
        },
        { "loss_mse", "mse", "regression", "linear", "none" },
        { "loss_mae", "mae", "regression", "linear", "none" },
        { "loss_huber", new Huber(0.5), "regression", "linear", "none" },
        { "loss_focal", new CategoricalFocalCrossentropy(), "one-hot", "softmax", "none" },
        { "loss_binary_focal", new BinaryFocalCrossentropy(), "multilabel", "sigmoid", "none" },
        { "loss_kld", "kl_divergence", "softened", "softmax", "none" },
        { "class_weight", "sparse_categorical_crossentropy", "numbers", "softmax", "class" },
        { "sample_weight", "sparse_categorical_crossentropy", "numbers", "softmax", "sample" },
    };

    // Reason and cases.
    private static readonly Dictionary<string, string[]> LeftOut = new()
    {
        ["optimizers of sparse click models and of memory that text models lack; no classifier of pictures asks for them"] =
            ["ftrl", "ftrl_l1_l2", "adafactor"],
        ["penalties belong to the optimizer (WeightDecay, StartingPointDecay), not to layers"] = ["l2", "l1_l2"],
    };

    [Theory]
    [MemberData(nameof(OptimizerCases), DisableDiscoveryEnumeration = true)]
    public void Twelve_steps_of_an_optimizer_are_those_of_Keras(string name, Optimizer optimizer) =>
        Compare(name, optimizer, "sparse_categorical_crossentropy", "numbers", "softmax", "none");

    [Theory]
    [MemberData(nameof(LossCases), DisableDiscoveryEnumeration = true)]
    public void Twelve_steps_on_a_loss_are_those_of_Keras(
        string name, Loss loss, string form, string activation, string weighting) =>
        Compare(name, new SGD(0.1), loss, form, activation, weighting);

    [Fact]
    public void Every_run_of_the_reference_data_is_tried_or_named_as_left_out()
    {
        using var json = Shared.Json("fixtures", "training", "keras_optimizers.json");
        var given = json.RootElement.GetProperty("cases").EnumerateArray().Select(e => e.GetProperty("case").GetString()!);
        var tried = OptimizerCases.Select(row => row.Data.Item1).Concat(LossCases.Select(row => row.Data.Item1));
        Assert.Equal(given.Order(), tried.Concat(LeftOut.Values.SelectMany(cases => cases)).Order());
    }

    private static void Compare(string name, Optimizer optimizer, Loss loss, string form, string activation, string weighting)
    {
        using var json = Shared.Json("fixtures", "training", "keras_optimizers.json");
        var arrays = Shared.Tensors("fixtures", "training", "keras_optimizers.safetensors");
        var entry = json.RootElement.GetProperty("cases").EnumerateArray().Single(e => e.GetProperty("case").GetString() == name);
        var expected = entry.GetProperty("loss").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        var perceptron = new Perceptron(activation);
        Close.Absolute(expected, perceptron.Train(optimizer, loss, form, weighting), 2e-6, name + ", losses");
        foreach (var array in Perceptron.ArrayNames)
            Close.Absolute(arrays[$"{name}/{array}"].Floats(), perceptron.Values(array), 5e-6, $"{name}, {array}");
    }
}
