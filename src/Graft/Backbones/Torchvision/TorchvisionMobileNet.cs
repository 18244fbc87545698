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

    /// <summary>Of each stage of v2: expansion, filters, blocks, stride of the first.</summary>
    private static readonly (int Expansion, int Filters, int Blocks, int Stride)[] V2Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private static readonly InvertedResidual[] V3Small =
    [
        Block(3, 16, 16, true, Relu, 2), Block(3, 72, 24, false, Relu, 2), Block(3, 88, 24, false, Relu),
        Block(5, 96, 40, true, HardSwish, 2), Block(5, 240, 40, true, HardSwish), Block(5, 240, 40, true, HardSwish),
        Block(5, 120, 48, true, HardSwish), Block(5, 144, 48, true, HardSwish), Block(5, 288, 96, true, HardSwish, 2),
        Block(5, 576, 96, true, HardSwish), Block(5, 576, 96, true, HardSwish),
    ];

    private static readonly InvertedResidual[] V3Large =
    [
        Block(3, 16, 16, false, Relu), Block(3, 64, 24, false, Relu, 2), Block(3, 72, 24, false, Relu),
        Block(5, 72, 40, true, Relu, 2), Block(5, 120, 40, true, Relu), Block(5, 120, 40, true, Relu),
        Block(3, 240, 80, false, HardSwish, 2), Block(3, 200, 80, false, HardSwish), Block(3, 184, 80, false, HardSwish),
        Block(3, 184, 80, false, HardSwish), Block(3, 480, 112, true, HardSwish), Block(3, 672, 112, true, HardSwish),
        Block(5, 672, 160, true, HardSwish, 2), Block(5, 960, 160, true, HardSwish), Block(5, 960, 160, true, HardSwish),
    ];

    public static IEnumerable<Backbone> All() =>
    [
        .. new TorchvisionNetwork("mobilenet_v2", "mobilenet_v2", 1280, Blocks(0, 3, 6, 10, 13, 16, 18), Build2).With(
            V1("mobilenet_v2-b0353104", 71.878), V2("mobilenet_v2-7ebf99e0", 72.154)),
        .. Third("mobilenet_v3_large", V3Large, 1280, Blocks(0, 3, 6, 10, 12, 15, 16)).With(
            V1("mobilenet_v3_large-8738ca79", 74.042), V2("mobilenet_v3_large-5c1a4163", 75.274)),
        .. Third("mobilenet_v3_small", V3Small, 1024, Blocks(0, 3, 6, 8, 11, 12)).With(
            V1("mobilenet_v3_small-047dcff4", 67.668)),
    ];

    private static TorchvisionNetwork Third(string name, InvertedResidual[] table, int hidden, IReadOnlyList<string> blocks) => new(
        name, "mobilenet_v3", 6 * table[^1].Filters, blocks,
        (shape, includeTop, preprocessing) => Build3(name, table, hidden, shape, includeTop, preprocessing))
    {
        ClassifierInput = "classifier.1",
    };

    // A stage ends with a sum; the first and the last module with an activation.
    private static string[] Blocks(params int[] modules) =>
    [
        .. modules.Select((module, i) => $"features.{module}.{(i == 0 || i == modules.Length - 1 ? "2" : "add")}"),
    ];

    private static InvertedResidual Block(
        int kernel, int expanded, int filters, bool excites, string activation, int stride = 1) =>
        new(kernel, expanded, filters, stride, activation)
        {
            Squeezed = excites ? RoundedChannels.Of(expanded / 4) : null,
            SqueezeActivation = Relu,
            Gate = "hard_sigmoid",
        };

    private static Model Build2(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var layers = new TorchLayers();
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = layers.Step(input.Output, "features.0", 32, 3, 2, activation: Relu6);
        var number = 1;
        foreach (var (expansion, filters, blocks, stride) in V2Stages)
            for (var i = 0; i < blocks; i++)
                x = Block2(layers, x, $"features.{number++}", expansion * x.Shape.Channels, filters, i == 0 ? stride : 1);
        x = layers.Step(x, $"features.{number}", 1280, 1, activation: Relu6);
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "adaptive_avg_pool2d").Apply(x);
            x = new Dropout(0.2, "classifier.0").Apply(x);
            x = new Dense(1000, name: "classifier.1").Apply(x);
        }
        return new Model(input.Output, x, "mobilenet_v2");
    }

    // v2 numbers the parts of a block otherwise than its successors: the last convolution is no module of its own.
    private static Symbol Block2(TorchLayers layers, Symbol input, string at, int expanded, int filters, int stride)
    {
        var (x, part) = (input, 0);
        if (expanded != input.Shape.Channels)
            x = layers.Step(x, $"{at}.conv.{part++}", expanded, 1, activation: Relu6);
        x = layers.Step(x, $"{at}.conv.{part++}", expanded, 3, stride, expanded, Relu6);
        x = TorchLayers.Convolve(x, $"{at}.conv.{part++}", filters, 1);
        x = layers.Normalize(x, $"{at}.conv.{part}");
        return stride == 1 && input.Shape.Equals(x.Shape) ? new Add($"{at}.add").Apply([input, x]) : x;
    }

    private static Model Build3(
        string name, InvertedResidual[] table, int hidden, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var layers = new TorchLayers(Epsilon: 1e-3, Momentum: 0.99);
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = layers.Step(input.Output, "features.0", 16, 3, 2, activation: HardSwish);
        var number = 1;
        foreach (var block in table)
            x = block.Apply(x, $"features.{number++}", layers);
        x = layers.Step(x, $"features.{number}", 6 * table[^1].Filters, 1, activation: HardSwish);
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avgpool").Apply(x);
            x = TorchLayers.Activate(new Dense(hidden, name: "classifier.0").Apply(x), "classifier.1", HardSwish);
            x = new Dropout(0.2, "classifier.2").Apply(x);
            x = new Dense(1000, name: "classifier.3").Apply(x);
        }
        return new Model(input.Output, x, name);
    }
}
