using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>
/// ResNet (He et al., 2015), ResNeXt (Xie et al., 2016) and Wide ResNet (Zagoruyko and Komodakis, 2016) as in torchvision: a
/// stride stands on the 3x3 convolution of a bottleneck. A second use of a module is numbered, as torchvision's graphs do.
/// </summary>
/// <param name="name">Its name in torchvision.</param>
/// <param name="depths">Blocks of each stage.</param>
/// <param name="bottleneck">Whether a block narrows its input first.</param>
/// <param name="groups">Groups of the 3x3 convolutions.</param>
/// <param name="groupWidth">Channels of a group in the first stage; 64 for one group.</param>
internal sealed class TorchvisionResNet(string name, int[] depths, bool bottleneck, int groups = 1, int groupWidth = 64)
{
    private static readonly int[] Widths = [64, 128, 256, 512];
    private static readonly TorchLayers Layers = new();

    private int Expansion => bottleneck ? 4 : 1;

    public static IEnumerable<Backbone> All() =>
    [
        .. Basic("resnet18", 2, 2, 2, 2).With(V1("resnet18-f37072fd", 69.758)),
        .. Basic("resnet34", 3, 4, 6, 3).With(V1("resnet34-b627a593", 73.314)),
        .. Bottleneck("resnet50", [3, 4, 6, 3]).With(V1("resnet50-0676ba61", 76.130), V2("resnet50-11ad3fa6", 80.858)),
        .. Bottleneck("resnet101", [3, 4, 23, 3]).With(V1("resnet101-63fe2227", 77.374), V2("resnet101-cd907fc2", 81.886)),
        .. Bottleneck("resnet152", [3, 8, 36, 3]).With(V1("resnet152-394f9c45", 78.312), V2("resnet152-f82ba261", 82.284)),
        .. Bottleneck("resnext50_32x4d", [3, 4, 6, 3], 32, 4).With(
            V1("resnext50_32x4d-7cdf4587", 77.618), V2("resnext50_32x4d-1a0047aa", 81.198)),
        .. Bottleneck("resnext101_32x8d", [3, 4, 23, 3], 32, 8).With(
            V1("resnext101_32x8d-8ba56ff5", 79.312), V2("resnext101_32x8d-110c445d", 82.834)),
        .. Bottleneck("resnext101_64x4d", [3, 4, 23, 3], 64, 4).With(V1("resnext101_64x4d-173b62eb", 83.246, resize: 232)),
        .. Bottleneck("wide_resnet50_2", [3, 4, 6, 3], 1, 128).With(
            V1("wide_resnet50_2-95faca4d", 78.468), V2("wide_resnet50_2-9ba9bcbe", 81.602)),
        .. Bottleneck("wide_resnet101_2", [3, 4, 23, 3], 1, 128).With(
            V1("wide_resnet101_2-32ee1156", 78.848), V2("wide_resnet101_2-d733dc28", 82.510)),
    ];

    private static TorchvisionNetwork Basic(string name, params int[] depths) =>
        new TorchvisionResNet(name, depths, bottleneck: false).Network();

    private static TorchvisionNetwork Bottleneck(string name, int[] depths, int groups = 1, int groupWidth = 64) =>
        new TorchvisionResNet(name, depths, bottleneck: true, groups, groupWidth).Network();

    private TorchvisionNetwork Network() => new(
        name, "resnet", Widths[^1] * Expansion,
        ["maxpool", .. depths.Select((depth, stage) => $"layer{stage + 1}.{depth - 1}.{LastActivation}")], Build);

    private string LastActivation => bottleneck ? "relu_2" : "relu_1";

    private Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = TorchLayers.Convolve(input.Output, "conv1", 64, 7, 2);
        x = TorchLayers.Activate(Layers.Normalize(x, "bn1"), "relu");
        x = new MaxPooling2D(3, 2, 1, "maxpool").Apply(x);
        for (var stage = 0; stage < depths.Length; stage++)
            for (var block = 0; block < depths[stage]; block++)
                x = Block(x, $"layer{stage + 1}.{block}", Widths[stage], stride: stage > 0 && block == 0 ? 2 : 1);
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avgpool").Apply(x);
            x = new Dense(1000, name: "fc").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private Symbol Block(Symbol input, string at, int width, int stride)
    {
        var x = input;
        if (bottleneck)
        {
            var inner = width * groupWidth / 64 * groups;
            x = Step(1, TorchLayers.Convolve(x, $"{at}.conv1", inner, 1));
            x = Step(2, TorchLayers.Convolve(x, $"{at}.conv2", inner, 3, stride, groups));
            x = TorchLayers.Convolve(x, $"{at}.conv3", width * Expansion, 1);
            x = Layers.Normalize(x, $"{at}.bn3");
        }
        else
        {
            x = Step(1, TorchLayers.Convolve(x, $"{at}.conv1", width, 3, stride));
            x = TorchLayers.Convolve(x, $"{at}.conv2", width, 3);
            x = Layers.Normalize(x, $"{at}.bn2");
        }
        var shortcut = input;
        if (stride > 1 || input.Shape.Channels != width * Expansion)
        {
            shortcut = TorchLayers.Convolve(input, $"{at}.downsample.0", width * Expansion, 1, stride);
            shortcut = Layers.Normalize(shortcut, $"{at}.downsample.1");
        }
        x = new Add($"{at}.add").Apply([x, shortcut]);
        return TorchLayers.Activate(x, $"{at}.{LastActivation}");

        Symbol Step(int number, Symbol convolved) => TorchLayers.Activate(
            Layers.Normalize(convolved, $"{at}.bn{number}"), number == 1 ? $"{at}.relu" : $"{at}.relu_{number - 1}");
    }
}
