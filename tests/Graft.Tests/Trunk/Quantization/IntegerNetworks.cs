using Graft.Layers;
using Graft.Tests.Export;
using Graft.Tests.Layers.Keras;

namespace Graft.Tests.Trunk.Quantization;

/// <summary>Networks that are computed in 8 bits, with all that may come up in one.</summary>
internal static class IntegerNetworks
{
    /// <summary>What <see cref="Make"/> knows.</summary>
    public static TheoryData<string> Names =>
        ["mobilenet_0.25", "mobilenet_v2_0.35", "mobilenet_v3_small", "resnet50_v2", "squeeze", "vgg"];

    /// <summary>A network with weights.</summary>
    public static Model Make(string name)
    {
        switch (name)
        {
            case "vgg":
                var vgg = Graft.Backbones.Vgg16.Load(weights: null, includeTop: false, inputShape: (48, 40, 3));
                RandomModels.SetWeights(vgg, 1);
                return vgg;
            case "squeeze":
                return Mixed();
            default:
                var network = KerasNetwork.ReadOdd(name);
                var model = network.WithoutTop;
                network.FillWeights(model);
                return new Model(model.Input, new GlobalAveragePooling2D().Apply(model.Output));
        }
    }

    // What the published networks here do not have: branches that are joined, a dense layer behind a flattened map, odd activations.
    private static Model Mixed()
    {
        var input = new Input((17, 15, 3));
        var x = new Conv2D(8, 3, strides: 2, padding: "same", activation: "relu").Apply(input.Output);
        x = new MaxPooling2D(3, 2, "same").Apply(x);
        var (left, right) = (new Conv2D(8, 1, activation: "silu").Apply(x), new Conv2D(8, 3, padding: "same").Apply(x));
        x = new Concatenate().Apply(left, new Activation("elu").Apply(right));
        x = new Add().Apply(x, new DepthwiseConv2D(3, padding: "same", activation: "relu6").Apply(x));
        x = new Dense(12, activation: "tanh").Apply(new Flatten().Apply(x));
        var model = new Model(input.Output, new Dense(5).Apply(x));
        RandomModels.SetWeights(model, 3);
        return model;
    }

    /// <summary>What it may be fed.</summary>
    public static NDArray Samples(Model model, int count) => new(
        Formula.Unit($"samples {model.Name}", count * model.Input.Shape.Size), [count, .. model.Input.Shape.Dimensions]);
}
