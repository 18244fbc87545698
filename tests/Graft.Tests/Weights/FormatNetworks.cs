using Graft.Engine;
using Graft.Layers;
using static TorchSharp.torch;

namespace Graft.Tests.Weights;

/// <summary>The networks whose weights the files of the reference data hold, and a way to run them.</summary>
internal static class FormatNetworks
{
    /// <summary>Convolution, batch normalizations with and without scale, depthwise, separable and residual parts.</summary>
    public static Model Tiny() => new(Body(out var output), Classifier(output, "predictions"), name: "tiny");

    /// <summary>The same body as one layer of a model.</summary>
    public static Model Nested()
    {
        var backbone = new Model(Body(out var output), output, name: "backbone");
        var picture = new Input((16, 16, 3), name: "picture").Output;
        return new Model(picture, Classifier(backbone.Apply(picture), "head"), name: "nested");
    }

    /// <summary>The network that the hostile .h5 files are for.</summary>
    public static Model Hostile()
    {
        var input = new Input(4, name: "in").Output;
        var x = new Dense(3, activation: "relu", name: "a").Apply(input);
        return new Model(input, new Dense(2, name: "b").Apply(x), name: "tiny");
    }

    /// <summary>Runs a model on pictures <c>[count, height, width, 3]</c>.</summary>
    public static float[] Run(Model model, float[] pictures, int count)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var shape = model.Input.Shape;
        var input = Layout.ChannelsLast(Layout.FromLogical(tensor(pictures, [count, shape[0], shape[1], shape[2]])));
        return model.Forward([input], ForwardContext.Inference)[0].contiguous().data<float>().ToArray();
    }

    private static Symbol Body(out Symbol output)
    {
        var image = new Input((16, 16, 3), name: "image").Output;
        var x = new Conv2D(8, 3, strides: 2, padding: "same", useBias: false, name: "stem").Apply(image);
        x = new BatchNormalization(name: "stem_bn").Apply(x);
        var stem = new ReLU(maxValue: 6, name: "stem_relu").Apply(x);
        x = new DepthwiseConv2D(3, padding: "same", name: "dw").Apply(stem);
        x = new BatchNormalization(scale: false, name: "dw_bn").Apply(x);
        x = new Activation("relu", name: "dw_relu").Apply(x);
        x = new SeparableConv2D(8, 3, padding: "same", depthMultiplier: 2, name: "sep").Apply(x);
        x = new Add(name: "add").Apply(stem, x);
        output = new Conv2D(12, 1, activation: "relu", name: "project").Apply(x);
        return image;
    }

    private static Symbol Classifier(Symbol features, string name) =>
        new Dense(5, activation: "softmax", name: name).Apply(new GlobalAveragePooling2D(name: "gap").Apply(features));
}
