using Graft.Training;
using Graft.Training.Optimizers;

namespace Graft.Tests.Training;

public sealed class LearningRateSearchTests
{
    private readonly NDArray samples = SmallData.Samples(100);

    private int[] Numbers => SmallData.Numbers(samples);

    [Fact]
    public void The_rate_where_the_loss_falls_fastest_lies_between_standing_still_and_running_away()
    {
        var model = SmallNetwork.Create();
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var curve = model.FindLearningRate(samples, Numbers, lowest: 1e-5, highest: 1e4);
        Assert.Equal(curve.Rates.Count, curve.Losses.Count);
        Assert.Equal(1e-5, curve.Rates[0], 1e-12);
        Assert.True(curve.Rates.Count < 100, "the loss never ran away");
        Assert.InRange(curve.Steepest!.Value, 1e-3, 10);
    }

    [Fact]
    public void The_model_and_its_optimizer_are_as_they_were()
    {
        var (searched, plain) = (SmallNetwork.Create(normalize: true), SmallNetwork.Create(normalize: true));
        foreach (var model in new[] { searched, plain })
        {
            model.Compile(new Adam(0.01), "sparse_categorical_crossentropy");
            model.Fit(samples, Numbers);
        }
        var curve = searched.FindLearningRate(samples, Numbers, steps: 20, highest: 1e-3);
        Assert.Equal(20, curve.Rates.Count);
        Assert.Equal(1e-3, curve.Rates[^1], 1e-9);
        Assert.Equal(SmallNetwork.Weights(plain), SmallNetwork.Weights(searched));
        searched.Fit(samples, Numbers);
        plain.Fit(samples, Numbers);
        Assert.Equal(SmallNetwork.Weights(plain), SmallNetwork.Weights(searched));
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        var model = SmallNetwork.Create();
        model.Compile("sgd", "sparse_categorical_crossentropy");
        var message = Assert.Throws<TrainingException>(
            () => model.FindLearningRate(samples, Numbers, lowest: 0, highest: double.PositiveInfinity, steps: 1)).Message;
        Assert.All(["lowest rate is 0", "highest rate is", "number of steps is 1"], part => Assert.Contains(part, message));
    }
}
