using Graft.Training;
using Graft.Training.Optimizers;
using Graft.Training.Schedules;
using TorchSharp;

namespace Graft.Tests.Training.Optimizers;

public sealed class OptimizerStateTests
{
    [Fact]
    public void A_weight_that_joins_later_takes_the_same_first_step_as_one_that_was_there_from_the_start()
    {
        using var scope = torch.NewDisposeScope();
        using var state = new OptimizerState("adam");
        var (early, late) = (new NamedWeight("early", torch.zeros(3)), new NamedWeight("late", torch.zeros(3)));
        for (var step = 0; step < 50; step++)
            state.Apply([early], [torch.full(3, 0.5f)]);
        state.Apply([early, late], [torch.full(3, 0.5f), torch.full(3, 0.5f)]);
        Close.Absolute([-0.001f, -0.001f, -0.001f], late.Value.data<float>().ToArray(), 1e-7, "the late weight after one step");
    }

    [Fact]
    public void A_weight_without_a_gradient_stays_and_is_not_remembered()
    {
        using var scope = torch.NewDisposeScope();
        using var state = new OptimizerState(new Adam { WeightDecay = 0.5 });
        var (still, moving) = (new NamedWeight("still", torch.ones(2)), new NamedWeight("moving", torch.ones(2)));
        state.Apply([still, moving], [null, torch.ones(2)]);
        Assert.Equal([1f, 1f], still.Value.data<float>().ToArray());
        Assert.Equal(["momentum/moving", "velocity/moving"], state.Tensors.Select(tensor => tensor.Key));
    }

    [Fact]
    public void The_rate_may_be_set_where_it_is_a_number_and_not_where_a_schedule_decides()
    {
        using var constant = new OptimizerState(new SGD(0.1));
        constant.LearningRate = 0.02;
        Assert.Equal(0.02, constant.LearningRate);
        Assert.Throws<TrainingException>(() => constant.LearningRate = -1);
        using var scheduled = new OptimizerState(new SGD(new ExponentialDecay(0.1, 5, 0.7)));
        var message = Assert.Throws<TrainingException>(() => scheduled.LearningRate = 0.02).Message;
        Assert.Contains("ExponentialDecay", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        var wrong = new Adam(0.1, beta1: 1, beta2: -0.5, epsilon: 0) { WeightDecay = -1, ClipNorm = 1, ClipValue = 0 };
        var message = Assert.Throws<TrainingException>(() => new OptimizerState(wrong)).Message;
        Assert.All(
            ["Beta1 is 1", "Beta2 is -0.5", "Epsilon is 0", "WeightDecay is -1", "ClipValue is 0", "only one of"],
            part => Assert.Contains(part, message));
    }

    [Fact]
    public void A_name_that_no_optimizer_has_is_answered_with_those_there_are()
    {
        var message = Assert.Throws<TrainingException>(() => Optimizer.FromName("adamm")).Message;
        Assert.Contains("adam, adamw, sgd and rmsprop", message, StringComparison.Ordinal);
    }
}
