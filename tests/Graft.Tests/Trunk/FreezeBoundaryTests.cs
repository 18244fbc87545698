using Graft.Backbones;
using Graft.Layers;
using Graft.Operations;
using Graft.Trunk;

namespace Graft.Tests.Trunk;

public sealed class FreezeBoundaryTests
{
    [Fact]
    public void The_classic_program_has_its_boundary_behind_Flatten()
    {
        var backbone = Vgg16.Load(weights: null, includeTop: false, inputShape: (150, 150, 3));
        foreach (var layer in backbone.Layers)
            layer.Trainable = false;
        var x = new Flatten().Apply(backbone.Output);
        x = new Dense(256, activation: "relu").Apply(x);
        var model = new Model(backbone.Input, new Dense(10, activation: "softmax").Apply(x));

        var boundary = FreezeBoundary.Of(model);
        Assert.Equal(new Shape(8192), Assert.Single(boundary.Trunk!.Outputs).Shape);
        Assert.Equal(["dense", "dense_1"], boundary.Trained!.Nodes.Select(node => node.Layer.Name));
        Assert.Equal(2_099_978, boundary.Trained.Weights.Sum(weight => weight.Count));

        // It is where the layers are now, without another word.
        model.GetLayer("block5_conv2").Trainable = true;
        boundary = FreezeBoundary.Of(model);
        Assert.Equal("block5_conv1", boundary.Trunk!.Output.Node.Layer.Name);
        Assert.Equal("block5_conv2", boundary.Trained!.Nodes[0].Layer.Name);
        model.Trainable = true;
        Assert.Null(FreezeBoundary.Of(model).Trunk);
    }

    [Fact]
    public void Where_nothing_is_frozen_there_is_no_trunk_and_where_all_is_there_is_nothing_else()
    {
        var model = Chain(new Dense(3), new BatchNormalization(), new Dense(2));
        var boundary = FreezeBoundary.Of(model);
        Assert.Null(boundary.Trunk);
        Assert.Same(model, boundary.Trained);
        model.Trainable = false;
        boundary = FreezeBoundary.Of(model);
        Assert.Same(model, boundary.Trunk);
        Assert.Null(boundary.Trained);
    }

    [Fact]
    public void What_has_no_weights_belongs_to_the_trunk_even_where_nothing_is_frozen()
    {
        var boundary = FreezeBoundary.Of(Chain(new Rescaling(2), new ReLU(), new Dense(2)));
        Assert.Equal(["rescaling", "re_lu"], boundary.Trunk!.Nodes.Select(node => node.Layer.Name));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void A_batch_normalization_that_is_not_frozen_ends_the_trunk(bool trainable, int expected)
    {
        // Without center and scale nothing of it trains, but its statistics move.
        var model = Chain(new Dense(4), new BatchNormalization(center: false, scale: false), new Dense(2));
        model.Layers[1].Trainable = false;
        model.Layers[2].Trainable = trainable;
        Assert.Equal(expected, FreezeBoundary.Of(model).Trunk!.Nodes.Count);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(0.5, 1)]
    public void A_dropout_that_drops_ends_the_trunk(double rate, int expected)
    {
        var model = Chain(new Dense(4), new Dropout(rate), new Dense(2));
        model.Layers[1].Trainable = false;
        Assert.Equal(expected, FreezeBoundary.Of(model).Trunk!.Nodes.Count);
    }

    [Fact]
    public void A_frozen_layer_above_a_trained_one_does_not_come_into_the_trunk()
    {
        var model = Chain(new Dense(4), new Dense(3), new Dense(2));
        model.Layers[1].Trainable = false;
        model.Layers[3].Trainable = false;
        var boundary = FreezeBoundary.Of(model);
        Assert.Equal("dense", Assert.Single(boundary.Trunk!.Nodes).Layer.Name);
        Assert.Equal(["dense_1", "dense_2"], boundary.Trained!.Nodes.Select(node => node.Layer.Name));
    }

    [Fact]
    public void All_places_that_are_read_above_the_boundary_are_outputs_of_the_trunk()
    {
        var input = new Input(4);
        var left = new Dense(3, name: "left").Apply(input.Output);
        var right = new Dense(3, name: "right").Apply(left);
        var trained = new Dense(3, name: "trained").Apply(right);
        var sum = new Add().Apply(left, trained);
        var model = new Model([input.Output], [sum, right, new Concatenate().Apply(input.Output, sum)]);
        model.GetLayer("left").Trainable = model.GetLayer("right").Trainable = false;
        var boundary = FreezeBoundary.Of(model);
        Assert.Equal(new HashSet<Symbol>([left, right, input.Output]), boundary.Trunk!.Outputs.ToHashSet());
        Assert.Equal(model.Outputs, boundary.Trained!.Outputs);
        Assert.Equal(boundary.Trunk.Outputs, boundary.Trained.Inputs);
    }

    [Fact]
    public void A_frozen_layer_may_be_used_on_both_sides()
    {
        var input = new Input(4);
        var shared = new Dense(4, name: "shared") { Trainable = false };
        var x = new Dense(4, name: "trained").Apply(shared.Apply(input.Output));
        var boundary = FreezeBoundary.Of(new Model(input.Output, shared.Apply(x)));
        Assert.Equal("shared", Assert.Single(boundary.Trunk!.Nodes).Layer.Name);
        Assert.Equal(["trained", "shared"], boundary.Trained!.Nodes.Select(node => node.Layer.Name));
    }

    [Fact]
    public void A_model_inside_is_in_the_trunk_only_if_all_of_it_is_fixed()
    {
        var inside = Chain(new Dense(4), new BatchNormalization(), new Dense(4));
        inside.Trainable = false;
        var input = new Input(4);
        var model = new Model(input.Output, new Dense(2).Apply(inside.Apply(input.Output)));
        Assert.Same(inside, Assert.Single(FreezeBoundary.Of(model).Trunk!.Nodes).Layer);
        inside.Layers[2].Trainable = true;
        Assert.Null(FreezeBoundary.Of(model).Trunk);
    }

    private static Model Chain(params Layer[] layers)
    {
        var input = new Input(4);
        return new Model(input.Output, layers.Aggregate(input.Output, (x, layer) => layer.Apply(x)));
    }
}
