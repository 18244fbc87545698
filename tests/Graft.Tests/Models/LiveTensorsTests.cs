using Graft.Layers;
using Graft.Tests.Export;
using Graft.Tests.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Tests.Models;

/// <summary>After a pass or a lowering there are as many tensors as before, and what it gave.</summary>
public sealed class LiveTensorsTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_forward_pass_leaves_its_results_and_nothing_else(int seed)
    {
        var model = Built(seed);
        var inputs = Inputs(model, seed);
        foreach (var training in new[] { false, true })
        {
            using var random = new Generator(1);
            var context = new ForwardContext(training, random);
            Assert.Equal(model.Outputs.Count, Left(() => model.Forward(inputs, context)));
            Assert.Equal(
                model.Outputs.Count, Left(() => model.ForwardPreactivations(inputs, context).Select(result => result.Value)));
        }
        foreach (var input in inputs)
            input.Dispose();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_pass_that_fails_leaves_nothing(int seed)
    {
        var model = Built(seed);
        var inputs = Inputs(model, seed);
        // In training without a stream of random numbers a dropout cannot run, and it stands behind everything else.
        var failing = new Model(model.Inputs, [.. model.Outputs, new Dropout(0.5).Apply(model.Outputs[0])]);
        Assert.Equal(0, Left(() =>
        {
            Assert.ThrowsAny<InvalidOperationException>(() => failing.Forward(inputs, new ForwardContext(true)));
            return [];
        }));
        foreach (var input in inputs)
            input.Dispose();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_a_lowering_makes_belongs_to_the_scope_around_it(int seed)
    {
        var model = Built(seed);
        Assert.Equal(0, Left(() =>
        {
            using var scope = NewDisposeScope();
            model.Lower();
            return [];
        }));
    }

    [Fact]
    public void Reading_and_setting_weights_leaves_nothing()
    {
        var model = Built(1);
        Assert.Equal(0, Left(() =>
        {
            foreach (var weight in model.Weights)
                weight.Set(weight.ToArray());
            return [];
        }));
    }

    [Fact]
    public void The_count_sees_a_tensor_that_is_left_behind()
    {
        Tensor? forgotten = null;
        Assert.Equal(1, Left(() =>
        {
            forgotten = zeros(3);
            return [];
        }));
        forgotten!.Dispose();
    }

    private static Model Built(int seed)
    {
        var model = RandomModels.Make(seed);
        foreach (var weight in model.Weights)
            _ = weight.Tensor;
        return model;
    }

    private static Tensor[] Inputs(Model model, int seed)
    {
        using var scope = NewDisposeScope();
        return [.. LayerRun.Inputs(model, $"{seed}").Select(input => input.DetachFromDisposeScope())];
    }

    private static long Left(Func<IEnumerable<Tensor>> action)
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var results = action().ToList();
        var left = DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        results.ForEach(result => result.Dispose());
        return left;
    }
}
