using Graft.Training;
using Graft.Training.Callbacks;

namespace Graft.Tests.Training.Callbacks;

public sealed class CallbacksTests
{
    [Fact]
    public void The_direction_of_a_value_follows_from_its_name_or_must_be_said()
    {
        var rising = new ScriptedRun("val_head_accuracy", [0.5, 0.6, 0.7]);
        rising.Play(new EarlyStopping("val_head_accuracy"));
        Assert.Null(rising.StopReason);
        var falling = new ScriptedRun("val_hinge", [0.5, 0.6, 0.7]);
        falling.Play(new EarlyStopping("val_hinge"));
        Assert.Contains("the best was epoch 1", falling.StopReason, StringComparison.Ordinal);
        Assert.Throws<TrainingException>(() => new EarlyStopping("val_beauty"));
        _ = new EarlyStopping("val_beauty", mode: MonitorMode.Max);
    }

    [Fact]
    public void A_value_that_the_run_does_not_report_is_an_error_before_the_first_epoch()
    {
        var run = new ScriptedRun("accuracy", [0.5]);
        var message = Assert.Throws<TrainingException>(() => run.Play(new EarlyStopping())).Message;
        Assert.All(["'val_loss'", "loss, accuracy", "validation data"], part => Assert.Contains(part, message));
        Assert.Empty(run.RateAfterEpoch);
        Assert.Throws<TrainingException>(() => run.Play(new ReduceLROnPlateau()));
    }

    [Fact]
    public void A_callback_starts_afresh_with_each_run()
    {
        var callback = new EarlyStopping(patience: 2, restoreBestWeights: true);
        new ScriptedRun("val_loss", [1, 2, 3, 4]).Play(callback);
        var second = new ScriptedRun("val_loss", [9, 8, 7, 6]);
        second.Play(callback);
        Assert.Null(callback.StoppedEpoch);
        Assert.Equal(3, second.WeightsAreOfEpoch);
    }

    [Fact]
    public void A_scheduler_sets_the_rate_before_each_epoch()
    {
        var run = new ScriptedRun("val_loss", [1, 1, 1]);
        run.Play(new LearningRateScheduler((epoch, rate) => epoch < 2 ? rate : rate / 4));
        Assert.Equal([0.1, 0.1, 0.025], run.RateAfterEpoch);
    }

    [Theory]
    [InlineData(double.NaN, true)]
    [InlineData(double.PositiveInfinity, true)]
    [InlineData(1e30, false)]
    public void Training_ends_when_the_loss_is_no_longer_a_number(double loss, bool stops)
    {
        var run = new ScriptedRun("val_loss", []);
        new TerminateOnNaN().OnBatchEnd(run, 6, loss);
        Assert.Equal(stops, run.StopReason?.Contains("step 7", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        static ReduceLROnPlateau Wrong() => new(factor: 1, patience: -1, cooldown: -2);
        var message = Assert.Throws<TrainingException>(Wrong).Message;
        Assert.All(["factor is 1", "patience is -1", "cooldown is -2"], part => Assert.Contains(part, message));
        Assert.Throws<TrainingException>(() => new EarlyStopping(patience: -1));
    }
}
