using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>DenseNet (Huang et al., 2016) as in torchvision.</summary>
/// <param name="name">Its name in torchvision.</param>
/// <param name="depths">Layers of each dense block.</param>
/// <param name="growth">Channels that each layer adds.</param>
internal sealed class TorchvisionDenseNet(string name, int[] depths, int growth)
{
    private static readonly TorchLayers Layers = new();

    public static IEnumerable<Backbone> All() =>
    [
        .. Network("densenet121", 32, 1024, 6, 12, 24, 16).With(V1("densenet121-a639ec97", 74.434)),
        .. Network("densenet161", 48, 2208, 6, 12, 36, 24).With(V1("densenet161-8d451a50", 77.138)),
        .. Network("densenet169", 32, 1664, 6, 12, 32, 32).With(V1("densenet169-b2777c0a", 75.600)),
        .. Network("densenet201", 32, 1920, 6, 12, 48, 32).With(V1("densenet201-c1103571", 76.896)),
    ];

    private static TorchvisionNetwork Network(string name, int growth, int features, params int[] depths) => new(
        name, "densenet", features,
        ["features.pool0", "features.transition1.pool", "features.transition2.pool", "features.transition3.pool", "relu"],
        new TorchvisionDenseNet(name, depths, growth).Build, MinimumSize: 29);

    private Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = TorchLayers.Convolve(input.Output, "features.conv0", 2 * growth, 7, 2);
        x = TorchLayers.Activate(Layers.Normalize(x, "features.norm0"), "features.relu0");
        x = new MaxPooling2D(3, 2, 1, "features.pool0").Apply(x);
        for (var block = 1; block <= depths.Length; block++)
        {
            for (var layer = 1; layer <= depths[block - 1]; layer++)
                x = Grow(x, $"features.denseblock{block}.denselayer{layer}");
            if (block < depths.Length)
                x = Halve(x, $"features.transition{block}");
        }
        x = TorchLayers.Activate(Layers.Normalize(x, "features.norm5"), "relu");
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "adaptive_avg_pool2d").Apply(x);
            x = new Dense(1000, name: "classifier").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private Symbol Grow(Symbol input, string at)
    {
        var x = TorchLayers.Activate(Layers.Normalize(input, $"{at}.norm1"), $"{at}.relu1");
        x = TorchLayers.Convolve(x, $"{at}.conv1", 4 * growth, 1);
        x = TorchLayers.Activate(Layers.Normalize(x, $"{at}.norm2"), $"{at}.relu2");
        x = TorchLayers.Convolve(x, $"{at}.conv2", growth, 3);
        return new Concatenate(name: $"{at}.cat").Apply([input, x]);
    }

    private static Symbol Halve(Symbol x, string at)
    {
        x = TorchLayers.Activate(Layers.Normalize(x, $"{at}.norm"), $"{at}.relu");
        x = TorchLayers.Convolve(x, $"{at}.conv", x.Shape.Channels / 2, 1);
        return new AveragePooling2D(2, name: $"{at}.pool").Apply(x);
    }
}
