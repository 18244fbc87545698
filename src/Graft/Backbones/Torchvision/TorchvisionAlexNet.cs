using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>AlexNet as in torchvision: the network of "One weird trick" (Krizhevsky, 2014), on one processor.</summary>
internal static class TorchvisionAlexNet
{
    public static IEnumerable<Backbone> All() =>
        new TorchvisionNetwork("alexnet", "alexnet", 256, ["features.2", "features.5", "features.12"], Build, MinimumSize: 63)
        {
            ClassifierInput = "classifier.5",
        }.With(V1("alexnet-owt-7be5be79", 56.522));

    private static Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = Convolve(input.Output, 0, 64, 11, stride: 4, padding: 2);
        x = new MaxPooling2D(3, 2, name: "features.2").Apply(x);
        x = Convolve(x, 3, 192, 5, padding: 2);
        x = new MaxPooling2D(3, 2, name: "features.5").Apply(x);
        x = Convolve(x, 6, 384, 3, padding: 1);
        x = Convolve(x, 8, 256, 3, padding: 1);
        x = Convolve(x, 10, 256, 3, padding: 1);
        x = new MaxPooling2D(3, 2, name: "features.12").Apply(x);
        if (includeTop)
        {
            x = TorchLayers.Flatten(x, 6);
            x = new Dropout(0.5, "classifier.0").Apply(x);
            x = TorchLayers.Activate(new Dense(4096, name: "classifier.1").Apply(x), "classifier.2");
            x = new Dropout(0.5, "classifier.3").Apply(x);
            x = TorchLayers.Activate(new Dense(4096, name: "classifier.4").Apply(x), "classifier.5");
            x = new Dense(1000, name: "classifier.6").Apply(x);
        }
        return new Model(input.Output, x, "alexnet");
    }

    private static Symbol Convolve(Symbol x, int number, int filters, int kernel, int stride = 1, int padding = 0) =>
        TorchLayers.Activate(
            new Conv2D(filters, kernel, stride, padding, name: $"features.{number}").Apply(x), $"features.{number + 1}");
}
