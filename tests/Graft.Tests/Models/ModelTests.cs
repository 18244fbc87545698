using Graft.Layers;
using Graft.Operations;
using Graft.Tests.Export;
using Graft.Tests.Layers;
using static TorchSharp.torch;

namespace Graft.Tests.Models;

/// <summary>Graphs of layers: shared, nested, branched, cut anywhere.</summary>
public sealed class ModelTests
{
    [Fact]
    public void A_shared_layer_has_its_weights_once_and_computes_the_same_at_both_places()
    {
        var (left, right) = (new Input(new Shape(4)), new Input(new Shape(4)));
        var shared = new Dense(3, activation: "tanh");
        var model = new Model(
            [left.Output, right.Output], [new Concatenate().Apply(shared.Apply(left.Output), shared.Apply(right.Output))]);
        Assert.Equal(2, model.Weights.Count);
        Assert.Single(model.Layers, layer => layer == shared);
        Assert.Equal(2, model.Nodes.Count(node => node.Layer == shared));
        var (a, b) = (LayerRun.Values("a", 2, 4), LayerRun.Values("b", 2, 4));
        var both = LayerRun.Forward(model, a, b);
        var (first, second) = (LayerRun.Forward(shared, a), LayerRun.Forward(shared, b));
        for (var i = 0; i < 2; i++)
            Assert.Equal([.. first[i], .. second[i]], both[i].ToArray());
    }

    [Fact]
    public void A_graph_is_cut_anywhere_and_its_two_halves_compute_what_the_whole_does()
    {
        var input = new Input((8, 8, 3));
        var stem = new Conv2D(4, 3, padding: "same", activation: "relu").Apply(input.Output);
        var branch = new Conv2D(4, 1).Apply(stem);
        var sum = new Add().Apply(stem, branch);
        var output = new Dense(2, activation: "softmax").Apply(new GlobalAveragePooling2D().Apply(sum));
        var whole = new Model(input.Output, output);
        var picture = LayerRun.Values("cut", 2, 8, 8, 3);
        foreach (var middle in new[] { stem, sum })
        {
            var (below, above) = (new Model(input.Output, middle), new Model(middle, output));
            Assert.Equal(
                LayerRun.Forward(whole, picture).Values, LayerRun.Forward(above, LayerRun.Forward(below, picture)).Values);
            Assert.DoesNotContain(above.Layers, layer => layer is Input);
        }
        Assert.Equal(2, new Model(sum, output).Layers.Count);
        var twoCuts = new Model([stem, branch], [sum]);
        Assert.Equal(["add"], twoCuts.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void Models_nest_and_share_their_layers_with_the_model_around_them()
    {
        var inner = Residual("inner");
        var input = new Input((6, 6, 4));
        var once = inner.Apply(input.Output);
        var outer = new Model(input.Output, new Flatten().Apply(inner.Apply(once)));
        Assert.Equal(["input_layer", "inner", "flatten"], outer.Layers.Select(layer => layer.Name));
        Assert.Equal(inner.Weights, outer.Weights);
        var picture = LayerRun.Values("nested", 1, 6, 6, 4);
        Assert.Equal(LayerRun.Forward(inner, LayerRun.Forward(inner, picture)).Values, LayerRun.Forward(outer, picture).Values);
        outer.Trainable = false;
        Assert.All(inner.Layers, layer => Assert.False(layer.Trainable));
        Assert.Empty(outer.TrainableWeights);
        inner.GetLayer("inner_conv").Trainable = true;
        Assert.Empty(outer.TrainableWeights);
    }

    [Fact]
    public void A_nested_model_may_have_several_inputs_and_outputs()
    {
        var (a, b) = (new Input(new Shape(3)), new Input(new Shape(3)));
        var inner = new Model(
            [a.Output, b.Output], [new Add().Apply(a.Output, b.Output), new Multiply().Apply(a.Output, b.Output)]);
        var (left, right) = (new Input(new Shape(3)), new Input(new Shape(3)));
        var outputs = inner.ApplyAll([left.Output, right.Output]);
        Refusal.Of<ArgumentException>("use ApplyAll", () => inner.Apply(left.Output, right.Output));
        var onlySecond = new Model([left.Output, right.Output], [outputs[1]]);
        Assert.Equal(
            [4f, 10, 18], LayerRun.Forward(onlySecond, new NDArray([1, 2, 3], 1, 3), new NDArray([4, 5, 6], 1, 3)).Values);
        var crossed = new Model([right.Output, left.Output], [new Concatenate().Apply(outputs[1], outputs[0])]);
        Assert.Equal(
            [4f, 10, 18, 5, 7, 9], LayerRun.Forward(crossed, new NDArray([1, 2, 3], 1, 3), new NDArray([4, 5, 6], 1, 3)).Values);
    }

    [Fact]
    public void An_output_may_be_an_input_or_stand_twice()
    {
        using var scope = NewDisposeScope();
        var input = new Input(new Shape(3));
        var doubled = new Add().Apply(input.Output, input.Output);
        var model = new Model([input.Output], [input.Output, doubled, doubled]);
        var results = model.Forward([tensor(new[] { 1f, 2, 3 }).reshape(1, 3)], ForwardContext.Inference);
        Assert.Equal([1f, 2, 3], results[0].data<float>().ToArray());
        results[1].Dispose();
        Assert.Equal([2f, 4, 6], results[2].data<float>().ToArray());
    }

    [Fact]
    public void Layers_stand_by_their_depth_from_the_output_and_an_unread_input_stands_at_the_end()
    {
        var (used, unused) = (new Input(new Shape(4), "used"), new Input(new Shape(4), "unused"));
        var x = new Dense(4, name: "first").Apply(used.Output);
        var y = new Dense(4, name: "shortcut").Apply(used.Output);
        var output = new Add("sum").Apply(y, new Dense(4, name: "second").Apply(x));
        var model = new Model([used.Output, unused.Output], [output]);
        Assert.Equal(["used", "first", "shortcut", "second", "unused", "sum"], model.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void A_model_that_lacks_an_input_is_refused_with_the_name_of_the_input()
    {
        var (a, b) = (new Input(new Shape(3), "pictures"), new Input(new Shape(3), "ages"));
        var sum = new Add().Apply(a.Output, b.Output);
        Refusal.Of<ArgumentException>("'ages' (None, 3)", () => new Model(a.Output, sum));
        Refusal.Of<ArgumentException>("twice", () => new Model([a.Output, b.Output, a.Output], [sum]));
        Assert.Throws<ArgumentException>(() => new Model([], [sum]));
        Assert.Throws<ArgumentException>(() => new Model([a.Output, b.Output], []));
        var model = new Model([a.Output, b.Output], [sum]);
        var tooFew = Assert.Throws<ArgumentException>(() => model.Forward([zeros(1, 3)], ForwardContext.Inference));
        Assert.Contains("has 2 inputs, 1 tensors", tooFew.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_is_found_by_its_name_or_the_nearest_names_are_told()
    {
        var model = Residual("net");
        Assert.IsType<Conv2D>(model.GetLayer("net_conv"));
        Refusal.Of<ArgumentException>("Nearest: net_conv", () => model.GetLayer("net_covn"));
    }

    [Fact]
    public void A_sequence_begins_with_an_input_or_a_model()
    {
        var body = Residual("body");
        var sequence = new Sequential([body, new Flatten(), new Dense(2)]);
        Assert.Equal(["input_layer", "body", "flatten", "dense"], sequence.Layers.Select(layer => layer.Name));
        Assert.Equal("sequential", sequence.Name);
        var picture = LayerRun.Values("sequence", 1, 6, 6, 4);
        var longhand = new Model(body.Input, sequence.GetLayer("dense").Apply(sequence.GetLayer("flatten").Apply(body.Output)));
        Assert.Equal(LayerRun.Forward(longhand, picture).Values, LayerRun.Forward(sequence, picture).Values);
        Refusal.Of<ArgumentException>("begins with an Input or a model", () => new Sequential([new Dense(2)]));
        Assert.Throws<ArgumentException>(() => new Sequential([]));
        Refusal.Of<ArgumentException>("'pool'", () => new Sequential([new Input(new Shape(3)), new MaxPooling2D(name: "pool")]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_value_before_the_last_activation_and_the_activation_make_the_output(int seed)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var model = RandomModels.Make(seed);
        var inputs = LayerRun.Inputs(model, $"{seed}");
        var outputs = model.Forward(inputs, ForwardContext.Inference);
        foreach (var (output, before) in outputs.Zip(model.ForwardPreactivations(inputs, ForwardContext.Inference)))
            Assert.Equal(LayerRun.FromTensor(output).Values, LayerRun.FromTensor(before.Activation.Apply(before.Value)).Values);
    }

    [Fact]
    public void Logits_are_what_stands_before_a_softmax_also_through_nested_models_but_not_where_it_is_read_again()
    {
        using var scope = NewDisposeScope();
        var input = new Input(new Shape(3));
        var head = new Sequential([new Input(new Shape(3)), new Dense(3, activation: "softmax")]);
        var probabilities = head.Apply(input.Output);
        var batch = LayerRun.ToTensor(LayerRun.Values("logits", 2, 3));
        Assert.Equal(
            "softmax", new Model(input.Output, probabilities).ForwardPreactivations(
                [batch], ForwardContext.Inference)[0].Activation.Name);
        var readAgain = new Model([input.Output], [probabilities, new Flatten().Apply(probabilities)]);
        Assert.All(
            readAgain.ForwardPreactivations([batch], ForwardContext.Inference), result => Assert.Equal(
                "linear", result.Activation.Name));
    }

    private static Model Residual(string name)
    {
        var input = new Input((6, 6, 4));
        var x = new Conv2D(4, 3, padding: "same", name: name + "_conv").Apply(input.Output);
        return new Model(input.Output, new ReLU().Apply(new Add().Apply(x, input.Output)), name);
    }
}
