using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>
/// SqueezeNet (Iandola et al., 2016) as in torchvision. Its classifier is a convolution whose maps are averaged: logits are never
/// negative, and what it is fed is the last map itself.
/// </summary>
internal sealed class TorchvisionSqueezeNet(string name, int stemFilters, int stemKernel, IReadOnlySet<int> poolings)
{
    // Channels of each fire module's first convolution, and of each of its other two.
    private static readonly (int Squeeze, int Expand)[] Fires =
        [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)];

    public static IEnumerable<Backbone> All() =>
    [
        .. new TorchvisionSqueezeNet("squeezenet1_0", 96, 7, new HashSet<int> { 2, 6, 11 }).Network(21).With(
            V1("squeezenet1_0-b66bff10", 58.092)),
        .. new TorchvisionSqueezeNet("squeezenet1_1", 64, 3, new HashSet<int> { 2, 5, 8 }).Network(17).With(
            V1("squeezenet1_1-b8a52dc0", 58.178)),
    ];

    private TorchvisionNetwork Network(int minimumSize) => new(
        name, "squeezenet", 512, [.. poolings.Order().Select(number => $"features.{number}"), "features.12.cat"], Build,
        minimumSize);

    private Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Conv2D(stemFilters, stemKernel, 2, name: "features.0").Apply(input.Output);
        x = TorchLayers.Activate(x, "features.1");
        var number = 2;
        foreach (var (squeeze, expand) in Fires)
        {
            if (poolings.Contains(number))
                x = TorchLayers.PoolToTheEnd(x, $"features.{number++}");
            x = Fire(x, $"features.{number++}", squeeze, expand);
        }
        if (includeTop)
        {
            x = new Dropout(0.5, "classifier.0").Apply(x);
            x = new Conv2D(1000, 1, name: "classifier.1").Apply(x);
            x = TorchLayers.Activate(x, "classifier.2");
            x = new GlobalAveragePooling2D(name: "classifier.3").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private static Symbol Fire(Symbol x, string at, int squeeze, int expand)
    {
        x = Convolve(x, "squeeze", squeeze, 1);
        return new Concatenate(name: $"{at}.cat").Apply([Convolve(x, "expand1x1", expand, 1), Convolve(x, "expand3x3", expand, 3)]);

        Symbol Convolve(Symbol input, string part, int filters, int kernel) => TorchLayers.Activate(
            TorchLayers.Convolve(input, $"{at}.{part}", filters, kernel, useBias: true), $"{at}.{part}_activation");
    }
}
