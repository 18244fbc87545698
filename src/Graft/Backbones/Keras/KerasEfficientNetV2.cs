using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using EfficientLayers = Graft.Backbones.Keras.KerasEfficientLayers;

namespace Graft.Backbones.Keras;

/// <summary>
/// EfficientNet version 2 (Tan and Le, 2021) as in Keras: its first blocks convolve in one step what the others do in two.
/// Pixels come in from 0 to 255.
/// </summary>
internal static class KerasEfficientNetV2
{
    private static readonly KerasEfficientSize[] Sizes =
    [
        Size("b0", EfficientNetStages.SecondBase, 32, 1.0, 1.0, 224, 5_919_312, 0.787,
            "21ecbf6da12460d5c40bb2f29ceb2188", "893217f2bb855e2983157299931e43ff"),
        Size("b1", EfficientNetStages.SecondBase, 32, 1.0, 1.1, 240, 6_931_124, 0.798,
            "069f0534ff22adf035c89e2d9547a9dc", "0e80663031ca32d657f9caa404b6ec37"),
        Size("b2", EfficientNetStages.SecondBase, 32, 1.1, 1.2, 260, 8_769_374, 0.805,
            "424e49f28180edbde1e94797771950a7", "1dfe2e7a5d45b6632553a8961ea609eb"),
        Size("b3", EfficientNetStages.SecondBase, 32, 1.2, 1.4, 300, 12_930_622, 0.820,
            "1f1fc43bd98a6e4fd8fdfd551e02c7a0", "f6abf7b5849ac99a89b50dd3fd532856"),
        Size("s", EfficientNetStages.SecondSmall, 24, 1.0, 1.0, 384, 20_331_360, 0.839,
            "e1d88a8495beba45748fedd0cecbe016", "af0682fb74e8c54910f2d4393339c070"),
        Size("m", EfficientNetStages.SecondMedium, 24, 1.0, 1.0, 480, 53_150_388, 0.853,
            "a3bf6aa3276309f4fc6a34aa114c95cd", "1b8dc055df72dde80d614482840fe342"),
        Size("l", EfficientNetStages.SecondLarge, 32, 1.0, 1.0, 480, 117_746_848, 0.857,
            "27e6d408b53c7ebc868fefa357689935", "b0b66b5c863aef5b46e8608fe1711615"),
    ];

    public static IEnumerable<Backbone> All() => Sizes.Select(size => size.Entry(
        "efficientnet_v2", KerasFiles.At($"efficientnet_v2/efficientnetv2-{size.Name}.h5", size.Md5),
        KerasFiles.At($"efficientnet_v2/efficientnetv2-{size.Name}_notop.h5", size.Md5WithoutTop), "project_activation")
        .With((shape, includeTop, preprocessing) => Build(size, shape, includeTop, preprocessing)));

    private static KerasEfficientSize Size(
        string name, MobileStage[] stages, int stemFilters, double width, double depth, int inputSize, long parameters,
        double top1, string md5, string md5WithoutTop) =>
        new(name, stages, width, depth, inputSize, parameters, top1, md5, md5WithoutTop)
        {
            StemFilters = stemFilters,
            RoundsToNearest = true,
        };

    private static Model Build(KerasEfficientSize size, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var layers = new EfficientLayers(momentum: 0.9);
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = Scale(size, input.Output);
        x = EfficientLayers.Convolve(x, size.Channels(size.StemFilters), 3, 2, "same", "stem_conv");
        x = layers.Activate(x, "stem_bn", "stem_activation");
        // As in Keras the share that is dropped grows by the depth of the network that the others are scaled from.
        x = size.Apply(x, layers, size.Stages.Sum(stage => stage.Blocks), Block, includeTop);
        return new Model(input.Output, x, $"efficientnetv2-{size.Name}");

        Symbol Block(Symbol map, MobileStage stage, int filters, int stride, string name) => stage.Fused
            ? Fused(layers, map, stage, filters, stride, name)
            : Separate(layers, map, stage, filters, stride, name);
    }

    private static Symbol Scale(KerasEfficientSize size, Symbol x)
    {
        if (size.Stages != EfficientNetStages.SecondBase)
            return new Rescaling(1 / 128.0, -1).Apply(x);
        x = new Rescaling(1 / 255.0).Apply(x);
        return new Normalization([0.485f, 0.456f, 0.406f], [0.229f * 0.229f, 0.224f * 0.224f, 0.225f * 0.225f]).Apply(x);
    }

    private static Symbol Fused(EfficientLayers layers, Symbol input, MobileStage stage, int filters, int stride, string name)
    {
        var x = input;
        if (stage.Expansion == 1)
        {
            x = EfficientLayers.Convolve(x, filters, 3, stride, "same", $"{name}project_conv");
            return layers.Activate(x, $"{name}project_bn", $"{name}project_activation");
        }
        x = EfficientLayers.Convolve(x, (int)stage.Expansion * input.Shape.Channels, 3, stride, "same", $"{name}expand_conv");
        x = layers.Activate(x, $"{name}expand_bn", $"{name}expand_activation");
        x = EfficientLayers.Convolve(x, filters, 1, 1, "same", $"{name}project_conv");
        return layers.Normalize(x, $"{name}project_bn");
    }

    private static Symbol Separate(EfficientLayers layers, Symbol input, MobileStage stage, int filters, int stride, string name)
    {
        var x = EfficientLayers.Convolve(input, (int)stage.Expansion * input.Shape.Channels, 1, 1, "same", $"{name}expand_conv");
        x = layers.Activate(x, $"{name}expand_bn", $"{name}expand_activation");
        x = new DepthwiseConv2D(3, stride, "same", useBias: false, name: $"{name}dwconv2").Apply(x);
        x = layers.Activate(x, $"{name}bn", $"{name}activation");
        x = EfficientLayers.SqueezeAndExcite(x, input.Shape.Channels / 4, name);
        x = EfficientLayers.Convolve(x, filters, 1, 1, "same", $"{name}project_conv");
        return layers.Normalize(x, $"{name}project_bn");
    }
}
