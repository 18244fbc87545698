using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>MobileNet v2 (Sandler et al., 2018) and v3 (Howard et al., 2019) as in torchvision.</summary>
internal static class TorchvisionMobileNet
{
    private const string Relu = "relu", HardSwish = "hard_silu", Relu6 = "relu6";

    public static IEnumerable<Backbone> All() =>
    [
        .. new TorchvisionNetwork("mobilenet_v2", "mobilenet_v2", 1280, Blocks(0, 3, 6, 10, 13, 16, 18), Build2).With(
            V1("mobilenet_v2-b0353104", 71.878), V2("mobilenet_v2-7ebf99e0", 72.154)),
        .. Third("mobilenet_v3_large", MobileNetStages.ThirdLarge, 1280, Blocks(0, 3, 6, 10, 12, 15, 16)).With(
            V1("mobilenet_v3_large-8738ca79", 74.042), V2("mobilenet_v3_large-5c1a4163", 75.274)),
        .. Third("mobilenet_v3_small", MobileNetStages.ThirdSmall, 1024, Blocks(0, 3, 6, 8, 11, 12)).With(
            V1("mobilenet_v3_small-047dcff4", 67.668)),
    ];

    private static TorchvisionNetwork Third(string name, MobileStage[] stages, int hidden, IReadOnlyList<string> blocks) => new(
        name, "mobilenet_v3", 6 * stages[^1].Filters, blocks,
        (shape, includeTop, preprocessing) => Build3(name, stages, hidden, shape, includeTop, preprocessing))
    {
        ClassifierInput = "classifier.1",
    };

    // A stage ends with a sum; the first and the last module with an activation.
    private static string[] Blocks(params int[] modules) =>
    [
        .. modules.Select((module, i) => $"features.{module}.{(i == 0 || i == modules.Length - 1 ? "2" : "add")}"),
    ];

    private static Model Build2(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var layers = new TorchLayers();
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = layers.Step(input.Output, TorchvisionBlockNames.Step("features.0"), 32, 3, 2, activation: Relu6);
        var number = 1;
        foreach (var block in MobileNetStages.Second.SelectMany(stage => stage.Each()))
        {
            int? expanded = block.Expansion > 1 ? (int)block.Expansion * x.Shape.Channels : null;
            var names = new TorchvisionBlockNames($"features.{number++}", "conv", endsFlat: true);
            x = new InvertedResidual(block.Kernel, expanded, block.Filters, block.Stride, Relu6).Apply(x, names, layers);
        }
        x = layers.Step(x, TorchvisionBlockNames.Step($"features.{number}"), 1280, 1, activation: Relu6);
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "adaptive_avg_pool2d").Apply(x);
            x = new Dropout(0.2, "classifier.0").Apply(x);
            x = new Dense(1000, name: "classifier.1").Apply(x);
        }
        return new Model(input.Output, x, "mobilenet_v2");
    }

    private static Model Build3(
        string name, MobileStage[] stages, int hidden, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var layers = new TorchLayers(Epsilon: 1e-3, Momentum: 0.99);
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = layers.Step(input.Output, TorchvisionBlockNames.Step("features.0"), 16, 3, 2, activation: HardSwish);
        var number = 1;
        foreach (var block in stages.SelectMany(stage => stage.Each()))
            x = Block3(block, x.Shape.Channels).Apply(x, new TorchvisionBlockNames($"features.{number++}"), layers);
        x = layers.Step(x, TorchvisionBlockNames.Step($"features.{number}"), 6 * stages[^1].Filters, 1, activation: HardSwish);
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avgpool").Apply(x);
            x = TorchLayers.Activate(new Dense(hidden, name: "classifier.0").Apply(x), "classifier.1", HardSwish);
            x = new Dropout(0.2, "classifier.2").Apply(x);
            x = new Dense(1000, name: "classifier.3").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private static InvertedResidual Block3(MobileStage block, int channels)
    {
        var expanded = RoundedChannels.Of(channels * block.Expansion);
        return new(
            block.Kernel, block.Expansion > 1 ? expanded : null, block.Filters, block.Stride, block.Rectified ? Relu : HardSwish)
        {
            Squeezed = block.Excites ? RoundedChannels.Of(expanded / 4) : null,
            SqueezeActivation = Relu,
            Gate = "hard_sigmoid",
        };
    }
}
