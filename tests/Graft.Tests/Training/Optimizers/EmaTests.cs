using System.Text.Json;
using Graft.Training.Callbacks;
using Graft.Training.Losses;
using Graft.Training.Optimizers;

namespace Graft.Tests.Training.Optimizers;

public sealed class EmaTests
{
    // Every step counts the same: an average of its own kind, which is taken over epochs and not over twelve steps.
    private const string LeftOut = "swa";

    public static TheoryData<string, Ema> Cases => new()
    {
        { "ema_0", new Ema(0.9) { FollowingSteps = 2 } },
        { "ema_1", new Ema(0.9999) { FollowingSteps = 2, WarmUp = true } },
        { "ema_2", new Ema(0.999) { FollowingSteps = 2, WarmUp = true, WarmUpPower = 0.75, MinimumMomentum = 0.1 } },
        { "ema_3", new Ema(0.9) { FollowingSteps = 6 } },
        { "ema_4", new Ema(0.99) { FollowingSteps = 5, WarmUp = true } },
        { "torch_ema", new Ema(0.9) },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void The_averages_after_twelve_steps_are_those_of_timm_or_torch(string name, Ema ema)
    {
        var entry = Case(name);
        if (entry.TryGetProperty("decay_at_step", out var momenta))
            foreach (var (step, momentum) in momenta.EnumerateArray().Index())
                Assert.Equal(momentum.GetDouble(), ema.MomentumAt(step + 1), 1e-8);
        foreach (var step in new[] { 1000, 100_000 })
            if (entry.TryGetProperty($"decay_at_{step}", out var late))
                Assert.Equal(late.GetDouble(), ema.MomentumAt(step + 1), 1e-8);

        var perceptron = new Perceptron("linear");
        perceptron.Train(new SGD(0.1) { Ema = ema }, new SparseCategoricalCrossentropy(fromLogits: true), "numbers", "none");
        var arrays = Shared.Tensors("fixtures", "training", "torch_optimizers.safetensors");
        foreach (var array in Perceptron.ArrayNames)
            Close.Absolute(arrays[$"{name}/{array}"].Floats(), perceptron.Values(array), 5e-6, $"{name}, {array}");
    }

    [Fact]
    public void Every_average_of_the_reference_data_is_tried_or_named_as_left_out()
    {
        using var json = Shared.Json("fixtures", "training", "torch_optimizers.json");
        var given = json.RootElement.GetProperty("ema").EnumerateArray().Select(e => e.GetProperty("case").GetString()!);
        Assert.Equal(given.Order(), Cases.Select(row => row.Data.Item1).Append(LeftOut).Order());
    }

    [Fact]
    public void What_is_validated_and_kept_is_the_average_and_training_goes_on_with_the_weights()
    {
        var samples = SmallData.Samples(60);
        var numbers = SmallData.Numbers(samples);
        var (averaged, plain) = (SmallNetwork.Create(), SmallNetwork.Create());
        averaged.Compile(new SGD(0.5) { Ema = new Ema(0.95) }, "sparse_categorical_crossentropy");
        plain.Compile(new SGD(0.5), "sparse_categorical_crossentropy");
        var (averagedSteps, plainSteps) = (new StepWatch(), new StepWatch());
        var stopping = new EarlyStopping(patience: 9, restoreBestWeights: true);
        var history = averaged.Fit(
            samples, numbers, batchSize: 6, epochs: 4, validationData: (samples, numbers), callbacks: [averagedSteps, stopping]);
        plain.Fit(samples, numbers, batchSize: 6, epochs: 4, callbacks: [plainSteps]);
        Assert.Equal(plainSteps.Losses, averagedSteps.Losses);
        Assert.NotEqual(SmallNetwork.Weights(plain), SmallNetwork.Weights(averaged));
        Assert.Equal(history["val_loss"][stopping.BestEpoch!.Value], averaged.Evaluate(samples, numbers).Loss, 1e-6);
    }

    private static JsonElement Case(string name)
    {
        using var json = Shared.Json("fixtures", "training", "torch_optimizers.json");
        return json.RootElement.GetProperty("ema").EnumerateArray()
            .Single(e => e.GetProperty("case").GetString() == name).Clone();
    }
}
