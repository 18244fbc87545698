using Graft.Backbones.Blocks;
using Graft.Layers;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>
/// ResNet (He et al., 2015), ResNeXt (Xie et al., 2016) and Wide ResNet (Zagoruyko and Komodakis, 2016) as in torchvision. A
/// second use of a module is numbered, as torchvision's graphs do.
/// </summary>
internal static class TorchvisionResNet
{
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

    private static TorchvisionNetwork Basic(string name, params int[] depths) => Network(name, ResNetDesign.Basic(depths));

    private static TorchvisionNetwork Bottleneck(string name, int[] depths, int groups = 1, int groupWidth = 64) =>
        Network(name, ResNetDesign.Bottleneck(depths) with { Groups = groups, GroupWidth = groupWidth });

    private static TorchvisionNetwork Network(string name, ResNetDesign design)
    {
        var layers = new ResNetLayers(design, (at, number) => number == 1 ? $"{at}relu" : $"{at}relu_{number - 1}");
        return new TorchvisionNetwork(name, "resnet", design.Features, layers.Blocks, (shape, includeTop, preprocessing) =>
        {
            var input = new Input(shape, preprocessing: preprocessing);
            var x = layers.Apply(input.Output);
            if (includeTop)
            {
                x = new GlobalAveragePooling2D(name: "avgpool").Apply(x);
                x = new Dense(1000, name: "fc").Apply(x);
            }
            return new Model(input.Output, x, name);
        });
    }
}
