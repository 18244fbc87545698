using Graft.Layers;
using Graft.Tests.Export;
using Graft.Trunk;

namespace Graft.Tests.Trunk;

public sealed class TrunkIdentityTests
{
    [Fact]
    public void The_same_network_made_again_under_other_names_is_the_same_trunk() =>
        Assert.Equal(Of(Network("a")), Of(Network("b")));

    [Fact]
    public void Every_weight_counts()
    {
        var model = Network("a");
        var before = Of(model);
        foreach (var weight in model.Weights)
        {
            var values = weight.ToArray();
            float[] changed = [.. values];
            changed[^1] *= 1.0001f;
            weight.Set(changed);
            Assert.NotEqual(before, Of(model));
            weight.Set(values);
            Assert.Equal(before, Of(model));
        }
    }

    [Fact]
    public void Whatever_else_changes_the_numbers_is_another_trunk()
    {
        var graph = Network("a").Lower();
        string[] identities =
        [
            TrunkIdentity.Of(graph, Precision.Fp32, 8).Hash,
            TrunkIdentity.Of(graph, Precision.Fp32, 16).Hash,
            TrunkIdentity.Of(graph, Precision.Bf16, 8).Hash,
            TrunkIdentity.Of(graph, Precision.Int8, 8, "0 to 6").Hash,
            TrunkIdentity.Of(graph, Precision.Int8, 8, "0 to 5").Hash,
            TrunkIdentity.Of(Network("a", strides: 2).Lower(), Precision.Fp32, 8).Hash,
            TrunkIdentity.Of(Network("a", activation: "elu").Lower(), Precision.Fp32, 8).Hash,
            new TrunkPass(Network("a"), 8, beforeActivation: true).Identity.Hash,
        ];
        Assert.Distinct(identities);
        Assert.All(identities, identity => Assert.Equal(64, identity.Length));
        Assert.Equal(TrunkIdentity.Of(graph, Precision.Fp32, 8), new TrunkPass(Network("a"), 8).Identity);
    }

    [Fact]
    public void Every_layer_that_there_is_can_be_told_from_others()
    {
        var identities = new HashSet<string>();
        for (var seed = 0; seed < 60; seed++)
        {
            var model = RandomModels.Make(seed);
            Assert.Equal(Of(model), Of(RandomModels.Make(seed)));
            Assert.True(identities.Add(Of(model).Hash), $"network {seed}");
        }
    }

    private static TrunkIdentity Of(Model model)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return TrunkIdentity.Of(model.Lower(), Precision.Fp32, 8);
    }

    private static Model Network(string name, int strides = 1, string activation = "relu")
    {
        var input = new Input((9, 9, 3), name: name + "_input");
        var x = new Conv2D(4, 3, strides: strides, activation: activation, name: name + "_conv").Apply(input.Output);
        x = new DepthwiseConv2D(3, name: name + "_depthwise").Apply(new BatchNormalization(name: name + "_norm").Apply(x));
        x = new Dense(6, activation: "softmax", name: name + "_dense").Apply(new GlobalAveragePooling2D().Apply(x));
        var model = new Model(input.Output, x, name);
        foreach (var (i, weight) in model.Weights.Index())
            weight.Set(RandomModels.ValuesFor(weight, $"{i}"));
        return model;
    }
}
