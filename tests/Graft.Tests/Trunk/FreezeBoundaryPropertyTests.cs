using CsCheck;
using Graft.Engine;
using Graft.Layers;
using Graft.Trunk;
using static TorchSharp.torch;

namespace Graft.Tests.Trunk;

/// <summary>What holds of the freeze boundary of every network, however its layers are frozen.</summary>
public sealed class FreezeBoundaryPropertyTests
{
    private const int Batch = 3;

    [Fact]
    public void The_trunk_and_what_is_trained_are_together_the_whole_model_bit_for_bit() => Sample((model, boundary, inputs) =>
    {
        var whole = model.Forward(inputs, ForwardContext.Inference);
        Same(whole, Split(boundary, inputs, ForwardContext.Inference));
    });

    [Fact]
    public void The_trunk_at_inference_is_what_the_whole_model_does_in_training() => Sample((model, boundary, inputs) =>
    {
        var before = Values(model.Weights);
        var whole = InTraining(context => model.Forward(inputs, context));
        var after = Values(model.Weights);
        foreach (var (weight, values) in model.Weights.Zip(before))
            weight.Set(values);
        Same(whole, InTraining(context => Split(boundary, inputs, context)));
        foreach (var (expected, actual) in after.Zip(Values(model.Weights)))
            Assert.Equal(expected, actual);
    });

    [Fact]
    public void Nothing_that_training_changes_reaches_the_trunk() => Sample((model, boundary, inputs) =>
    {
        if (boundary.Trunk is not { } trunk)
            return;
        var before = trunk.Forward(inputs, ForwardContext.Inference);
        InTraining(context => model.Forward(inputs, context));
        foreach (var weight in model.TrainableWeights.Distinct())
            weight.Tensor.Add(1);
        Same(before, trunk.Forward(inputs, ForwardContext.Inference));
        Same(before, InTraining(context => trunk.Forward(inputs, context)));
    });

    [Fact]
    public void The_boundary_lies_as_high_as_it_can() => Sample((model, boundary, _) =>
    {
        HashSet<Symbol> below = [.. model.Inputs, .. boundary.Trunk?.Nodes.SelectMany(node => node.Outputs) ?? []];
        foreach (var node in boundary.Trained?.Nodes.Where(node => node.Inputs.All(below.Contains)) ?? [])
            Assert.Contains(FreezableModels.Leaves(node.Layer), leaf =>
                leaf is Dropout { Rate: > 0 } || (leaf.Trainable && leaf.Weights.Count > 0));
    });

    [Fact]
    public void The_parts_have_the_models_own_layers_under_their_own_names() => Sample((model, boundary, _) =>
    {
        var names = model.Layers.ToDictionary(layer => layer, layer => layer.Name);
        Model[] parts = [.. new[] { boundary.Trunk, boundary.Trained }.OfType<Model>()];
        Assert.Equal(model.Nodes.ToHashSet(), parts.SelectMany(part => part.Nodes).ToHashSet());
        Assert.Equal(model.Nodes.Count, parts.Sum(part => part.Nodes.Count));
        foreach (var layer in parts.SelectMany(part => part.Layers))
            Assert.Equal(names[layer], layer.Name);
        Assert.Equal(model.Outputs, parts[^1].Outputs);
        Assert.Equal(model.TrainableWeights.ToHashSet(), boundary.Trained?.TrainableWeights.ToHashSet() ?? []);
    });

    private static void Sample(Action<Model, FreezeBoundary, IReadOnlyList<Tensor>> check) => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            using var scope = NewDisposeScope();
            using var withoutGradient = no_grad();
            var model = FreezableModels.Make(seed);
            Tensor[] inputs = [.. model.Inputs.Select((input, i) =>
                KerasOrder(Formula.Unit($"{seed} {i}", Batch * input.Shape.Size), input.Shape.Dimensions))];
            check(model, FreezeBoundary.Of(model), inputs);
        },
        iter: 150,
        threads: 1);

    private static Tensor KerasOrder(float[] values, IReadOnlyList<int> shape) =>
        Layout.FromLogical(tensor(values, [Batch, .. shape.Select(d => (long)d)]));

    private static IReadOnlyList<Tensor> Split(FreezeBoundary boundary, IReadOnlyList<Tensor> inputs, ForwardContext trained)
    {
        var features = boundary.Trunk?.Forward(inputs, ForwardContext.Inference) ?? inputs;
        return boundary.Trained?.Forward(features, trained) ?? features;
    }

    private static IReadOnlyList<Tensor> InTraining(Func<ForwardContext, IReadOnlyList<Tensor>> run)
    {
        using var random = new Generator(5);
        return run(new ForwardContext(Training: true, random));
    }

    private static List<float[]> Values(IReadOnlyList<Weight> weights) => [.. weights.Select(weight => weight.ToArray())];

    private static void Same(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (one, other) in expected.Zip(actual))
            Assert.Equal(0, (one - other).abs().max().item<float>());
    }
}
