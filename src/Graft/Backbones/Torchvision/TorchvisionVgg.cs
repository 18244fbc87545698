using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>
/// VGG (Simonyan and Zisserman, 2014) as in torchvision: layers are numbered through, with or without batch normalization, and the
/// classifier takes maps of any size, averaged to 7 x 7, channel by channel.
/// </summary>
internal sealed class TorchvisionVgg(string name, int[] convolutions, bool normalized)
{
    private static readonly int[] Filters = [64, 128, 256, 512, 512];

    public static IEnumerable<Backbone> All()
    {
        int[] eleven = [1, 1, 2, 2, 2], thirteen = [2, 2, 2, 2, 2], sixteen = [2, 2, 3, 3, 3], nineteen = [2, 2, 4, 4, 4];
        // Only what stands before the classifier was trained in this one (from amdegroot's SSD).
        var features = new TorchvisionWeights("imagenet1k_features", "vgg16_features-amdegroot-88682ab5", null)
        {
            Preprocessing = Preprocessing.Torchvision() with
            {
                Mean = [0.48235f, 0.45882f, 0.40784f],
                StandardDeviation = [1 / 255f, 1 / 255f, 1 / 255f],
            },
        };
        return
        [
            .. Plain("vgg11", eleven).With(V1("vgg11-8a719046", 69.020)),
            .. Normalized("vgg11_bn", eleven).With(V1("vgg11_bn-6002323d", 70.370)),
            .. Plain("vgg13", thirteen).With(V1("vgg13-19584684", 69.928)),
            .. Normalized("vgg13_bn", thirteen).With(V1("vgg13_bn-abd245e5", 71.586)),
            .. Plain("vgg16", sixteen).With(features, V1("vgg16-397923af", 71.592)),
            .. Normalized("vgg16_bn", sixteen).With(V1("vgg16_bn-6c64b313", 73.360)),
            .. Plain("vgg19", nineteen).With(V1("vgg19-dcbb9e9d", 72.376)),
            .. Normalized("vgg19_bn", nineteen).With(V1("vgg19_bn-c79401a0", 74.218)),
        ];
    }

    private static TorchvisionNetwork Plain(string name, int[] convolutions) =>
        new TorchvisionVgg(name, convolutions, normalized: false).Network();

    private static TorchvisionNetwork Normalized(string name, int[] convolutions) =>
        new TorchvisionVgg(name, convolutions, normalized: true).Network();

    private TorchvisionNetwork Network()
    {
        var (blocks, number) = (new List<string>(), -1);
        foreach (var count in convolutions)
            blocks.Add($"features.{number += count * (normalized ? 3 : 2) + 1}");
        return new(name, "vgg", Filters[^1], blocks, Build, MinimumSize: 32) { ClassifierInput = "classifier.4" };
    }

    private Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var (x, number, layers) = (input.Output, 0, new TorchLayers());
        for (var block = 0; block < Filters.Length; block++)
        {
            for (var i = 0; i < convolutions[block]; i++)
            {
                x = TorchLayers.Convolve(x, Next(), Filters[block], 3, useBias: true);
                if (normalized)
                    x = layers.Normalize(x, Next());
                x = TorchLayers.Activate(x, Next());
            }
            x = new MaxPooling2D(2, name: Next()).Apply(x);
        }
        if (includeTop)
        {
            x = TorchLayers.Flatten(x, 7);
            x = TorchLayers.Activate(new Dense(4096, name: "classifier.0").Apply(x), "classifier.1");
            x = new Dropout(0.5, "classifier.2").Apply(x);
            x = TorchLayers.Activate(new Dense(4096, name: "classifier.3").Apply(x), "classifier.4");
            x = new Dropout(0.5, "classifier.5").Apply(x);
            x = new Dense(1000, name: "classifier.6").Apply(x);
        }
        return new Model(input.Output, x, name);

        string Next() => $"features.{number++}";
    }
}
