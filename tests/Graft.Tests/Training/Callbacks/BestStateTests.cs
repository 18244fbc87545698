using Graft.Training.Callbacks;

namespace Graft.Tests.Training.Callbacks;

public sealed class BestStateTests
{
    [Theory]
    [InlineData(new[] { 0.9, 0.5, 0.7, 0.6 }, 10, 1)]
    [InlineData(new[] { 1.1, 1.2 }, 10, -1)]
    [InlineData(new[] { 1.0, double.NaN }, 10, -1)]
    [InlineData(new[] { 1.1, 1.2, 0.1 }, 2, -1)]
    public void The_weights_in_the_end_are_those_of_the_lowest_loss_the_start_included(double[] losses, int patience, int epoch)
    {
        var run = new ScriptedRun("val_loss", losses) { Start = 1 };
        var best = new BestState("val_loss", null, patience);

        run.Play(best);

        Assert.Equal((epoch, 0), (run.WeightsAreOfEpoch, run.LiveSnapshots));
        Assert.Equal(epoch < 0 ? null : epoch, best.BestEpoch);
    }

    [Fact]
    public void A_state_that_falls_below_the_start_in_what_must_hold_is_not_taken()
    {
        var run = new ScriptedRun("val_accuracy", [0.7, 0.8]) { Start = 0.75 };
        var best = new BestState("val_accuracy", "val_accuracy", 5);
        run.Play(best);
        Assert.Equal(1, best.BestEpoch);
    }

    [Fact]
    public void Without_validation_data_the_last_state_counts()
    {
        var run = new ScriptedRun("val_loss", [3, 2, 4]);
        var best = new BestState("val_loss", null, 1);
        run.Play(best);
        Assert.Equal((2, 2), (run.WeightsAreOfEpoch, best.BestEpoch));
    }
}
