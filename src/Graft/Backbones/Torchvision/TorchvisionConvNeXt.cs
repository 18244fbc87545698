using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>ConvNeXt (Liu et al., 2022) as in torchvision. Its classifier normalizes the average of the last map.</summary>
/// <param name="name">Its name in torchvision.</param>
/// <param name="size">Depth and width.</param>
internal sealed class TorchvisionConvNeXt(string name, ConvNeXtSize size)
{
    public static IEnumerable<Backbone> All() =>
    [
        .. Network("convnext_tiny", ConvNeXtSize.Tiny).With(V1("convnext_tiny-983f1562", 82.520, resize: 236)),
        .. Network("convnext_small", ConvNeXtSize.Small).With(V1("convnext_small-0c510722", 83.616, resize: 230)),
        .. Network("convnext_base", ConvNeXtSize.Base).With(V1("convnext_base-6075fbad", 84.062, resize: 232)),
        .. Network("convnext_large", ConvNeXtSize.Large).With(V1("convnext_large-ea097f82", 84.414, resize: 232)),
    ];

    // Even modules bring a map to a stage, odd ones are the stage's blocks; the last block of a stage ends with a sum.
    private static TorchvisionNetwork Network(string name, ConvNeXtSize size) => new(
        name, "convnext", size.Filters[^1],
        [.. size.Depths.Select((depth, stage) => $"features.{2 * stage + 1}.{depth - 1}")],
        new TorchvisionConvNeXt(name, size).Build, MinimumSize: 32)
    {
        ClassifierInput = "classifier.0",
    };

    private Model Build(Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = new Conv2D(size.Filters[0], 4, 4, name: "features.0.0").Apply(input.Output);
        x = Normalize(x, "features.0.1");
        for (var stage = 0; stage < size.Depths.Length; stage++)
        {
            if (stage > 0)
            {
                x = Normalize(x, $"features.{2 * stage}.0");
                x = new Conv2D(size.Filters[stage], 2, 2, name: $"features.{2 * stage}.1").Apply(x);
            }
            for (var block = 0; block < size.Depths[stage]; block++)
                x = Block($"features.{2 * stage + 1}.{block}").Apply(x);
        }
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avgpool").Apply(x);
            x = Normalize(x, "classifier.0");
            x = new Dense(1000, name: "classifier.2").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private static ConvNeXtBlock Block(string at) => new(
        $"{at}.block.0", $"{at}.block.2", $"{at}.block.3", $"{at}.block.4", $"{at}.block.5", $"{at}.layer_scale", at);

    private static Symbol Normalize(Symbol x, string name) =>
        new LayerNormalization(ConvNeXtBlock.UsualEpsilon, name: name).Apply(x);
}
