using Graft.Engine;
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
            state.Apply([early], [torch.ones(3).Over(2)]);
        state.Apply([early, late], [torch.ones(3).Over(2), torch.ones(3).Over(2)]);
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
        Assert.Equal(["momentum/moving", "velocity/moving"], state.Save().Tensors.Keys);
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

    public static TheoryData<Optimizer> All =>
    [
        .. OptimizerNames.All.Select(Optimizer.FromName),
        new SGD(0.1, momentum: 0.9) { GradientAccumulationSteps = 3, StartingPointDecay = 0.1, Ema = new Ema(0.9) },
        new RMSprop(momentum: 0.9, centered: true),
        new Adam(new OneCycle(0.1, 20), amsgrad: true),
    ];

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void A_run_that_goes_on_from_what_was_saved_ends_in_the_same_bits(Optimizer optimizer)
    {
        using var scope = torch.NewDisposeScope();
        static void Run(OptimizerState state, NamedWeight[] weights, int from, int to)
        {
            for (var step = from; step < to; step++)
                state.Apply(weights, [.. weights.Select(weight => weight.Value.Times(0.3).Plus(0.1 * step).sin())]);
        }

        using var whole = new OptimizerState(optimizer);
        using var first = new OptimizerState(optimizer);
        using var second = new OptimizerState(optimizer);
        static NamedWeight[] Start() =>
            [new("matrix", torch.tensor([-2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f]).reshape(2, 3)), new("vector", torch.ones(3))];
        var (undisturbed, stopped) = (Start(), Start());
        Run(whole, undisturbed, 0, 11);
        Run(first, stopped, 0, 5);
        NamedWeight[] copies = [.. stopped.Select(weight => weight with { Value = weight.Value.clone() })];
        second.Restore(copies, first.Save());
        first.Dispose();
        Run(second, copies, 5, 11);
        Assert.Equal(whole.Steps, second.Steps);
        Assert.Equal(whole.LearningRate, second.LearningRate);
        foreach (var (expected, actual) in undisturbed.Zip(copies))
            Assert.Equal(expected.Value.data<float>().ToArray(), actual.Value.data<float>().ToArray());
    }

    [Fact]
    public void A_state_of_another_optimizer_or_another_model_is_refused_and_changes_nothing()
    {
        using var scope = torch.NewDisposeScope();
        using var momentum = new OptimizerState(new SGD(0.1, momentum: 0.9));
        using var adam = new OptimizerState("adam");
        NamedWeight[] weights = [new("one", torch.ones(3))];
        momentum.Apply(weights, [torch.ones(3)]);
        var message = Assert.Throws<TrainingException>(() => adam.Restore(weights, momentum.Save())).Message;
        Assert.Contains("'velocity/one' is missing", message, StringComparison.Ordinal);
        message = Assert.Throws<TrainingException>(() => momentum.Restore([new("one", torch.ones(4))], momentum.Save())).Message;
        Assert.Contains("'momentum/one' has the shape (3), not (4)", message, StringComparison.Ordinal);
        Assert.Equal(1, momentum.Steps);
    }

    [Fact]
    public void Weights_are_drawn_back_to_where_they_began()
    {
        using var scope = torch.NewDisposeScope();
        var gradient = torch.tensor(new[] { 1f, -2f });
        foreach (var convention in Enum.GetValues<Convention>())
        {
            using var state = new OptimizerState(new SGD(0.1) { Convention = convention, StartingPointDecay = 2 });
            NamedWeight weight = new("one", torch.tensor(new[] { 3f, 4f }));
            for (var step = 0; step < 200; step++)
                state.Apply([weight], [gradient.clone()]);
            // Where the gradient of the loss and that of the penalty are equal.
            Close.Absolute([2.5f, 5f], weight.Value.data<float>().ToArray(), 1e-5, $"the weight, {convention}");
        }
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        var wrong = new Adam(0.1, beta1: 1, beta2: -0.5, epsilon: 0)
        {
            WeightDecay = -1,
            ClipNorm = 1,
            ClipValue = 0,
            GradientAccumulationSteps = 0,
            Ema = new Ema(1),
        };
        var message = Assert.Throws<TrainingException>(() => new OptimizerState(wrong)).Message;
        Assert.All(
            [
                "Beta1 is 1", "Beta2 is -0.5", "Epsilon is 0", "WeightDecay is -1", "ClipValue is 0", "only one of",
                "AccumulationSteps is 0", "Ema.Momentum is 1",
            ],
            part => Assert.Contains(part, message));
    }

    [Fact]
    public void A_name_that_no_optimizer_has_is_answered_with_those_there_are()
    {
        var message = Assert.Throws<TrainingException>(() => Optimizer.FromName("adamm")).Message;
        Assert.Contains("adam, adamw, sgd, rmsprop", message, StringComparison.Ordinal);
    }
}
