using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static Graft.Backbones.Torchvision.TorchvisionWeights;

namespace Graft.Backbones.Torchvision;

/// <summary>EfficientNet (Tan and Le, 2019) and EfficientNet v2 (Tan and Le, 2021) as in torchvision.</summary>
/// <param name="name">Its name in torchvision.</param>
/// <param name="stages">Its stages, at their final width and depth.</param>
/// <param name="last">Channels of the last map.</param>
/// <param name="dropout">The share that is dropped before the classifier.</param>
/// <param name="layers">Epsilon and momentum of its normalization.</param>
internal sealed class TorchvisionEfficientNet(
    string name, MobileStage[] stages, int last, double dropout, TorchLayers layers)
{
    public static IEnumerable<Backbone> All()
    {
        // Of v1 the three largest were brought over from TensorFlow, epsilon and momentum with them, as all of v2 has the former.
        var (own, ported, second) = (new TorchLayers(), new TorchLayers(1e-3, 0.99), new TorchLayers(1e-3));
        var halves = Preprocessing.Torchvision(480, 480, Interpolation.Bicubic) with
        {
            Mean = [0.5f, 0.5f, 0.5f],
            StandardDeviation = [0.5f, 0.5f, 0.5f],
        };
        return
        [
            .. First("efficientnet_b0", 1.0, 1.0, 0.2, own).With(Bicubic("efficientnet_b0_rwightman-7f5810bc", 77.692, 256, 224)),
            .. First("efficientnet_b1", 1.0, 1.1, 0.2, own).With(
                Bicubic("efficientnet_b1_rwightman-bac287d4", 78.642, 256, 240), V2("efficientnet_b1-c27df63c", 79.838, 255, 240)),
            .. First("efficientnet_b2", 1.1, 1.2, 0.3, own).With(Bicubic("efficientnet_b2_rwightman-c35c1473", 80.608, 288, 288)),
            .. First("efficientnet_b3", 1.2, 1.4, 0.3, own).With(Bicubic("efficientnet_b3_rwightman-b3899882", 82.008, 320, 300)),
            .. First("efficientnet_b4", 1.4, 1.8, 0.4, own).With(Bicubic("efficientnet_b4_rwightman-23ab8bcd", 83.384, 384, 380)),
            .. First("efficientnet_b5", 1.6, 2.2, 0.4, ported).With(
                Bicubic("efficientnet_b5_lukemelas-1a07897c", 83.444, 456, 456)),
            .. First("efficientnet_b6", 1.8, 2.6, 0.5, ported).With(
                Bicubic("efficientnet_b6_lukemelas-24a108a5", 84.008, 528, 528)),
            .. First("efficientnet_b7", 2.0, 3.1, 0.5, ported).With(
                Bicubic("efficientnet_b7_lukemelas-c5b4e57e", 84.122, 600, 600)),
            .. Second("efficientnet_v2_s", EfficientNetStages.SecondSmall, 0.2, second).With(V1("efficientnet_v2_s-dd5fe13b", 84.228, 384, 384)),
            .. Second("efficientnet_v2_m", EfficientNetStages.SecondMedium, 0.3, second).With(V1("efficientnet_v2_m-dc08266a", 85.112, 480, 480)),
            .. Second("efficientnet_v2_l", EfficientNetStages.SecondLarge, 0.4, second).With(
                Bicubic("efficientnet_v2_l-59c71312", 85.808, 480, 480) with { Preprocessing = halves }),
        ];
    }

    private static TorchvisionWeights Bicubic(string file, double top1, int resize, int crop) =>
        V1(file, top1, resize, crop, Interpolation.Bicubic);

    private static TorchvisionNetwork First(string name, double width, double depth, double dropout, TorchLayers layers)
    {
        MobileStage[] stages =
        [
            .. EfficientNetStages.First.Select(stage => stage with
            {
                Filters = RoundedChannels.Of(stage.Filters * width),
                Blocks = (int)Math.Ceiling(stage.Blocks * depth),
            }),
        ];
        var stem = RoundedChannels.Of(32 * width);
        return new TorchvisionEfficientNet(name, stages, 4 * stages[^1].Filters, dropout, layers).Network(stem, 1);
    }

    private static TorchvisionNetwork Second(string name, MobileStage[] stages, double dropout, TorchLayers layers) =>
        new TorchvisionEfficientNet(name, stages, 1280, dropout, layers).Network(stages[0].Filters, 33);

    private TorchvisionNetwork Network(int stem, int minimumSize) => new(
        name, stages[0].Fused ? "efficientnet_v2" : "efficientnet", last,
        [
            "features.0.2",
            // A stage of one block changes the width and ends with no sum.
            .. stages.Index().Where(stage => stage.Item.Blocks > 1).Select(stage =>
                $"features.{stage.Index + 1}.{stage.Item.Blocks - 1}.add"),
            $"features.{stages.Length + 1}.2",
        ],
        (shape, includeTop, preprocessing) => Build(stem, shape, includeTop, preprocessing), minimumSize);

    private Model Build(int stem, Shape inputShape, bool includeTop, Preprocessing? preprocessing)
    {
        var input = new Input(inputShape, preprocessing: preprocessing);
        var x = layers.Step(input.Output, TorchvisionBlockNames.Step("features.0"), stem, 3, 2, activation: "silu");
        foreach (var (index, stage) in stages.Index())
            foreach (var (i, block) in stage.Each().Index())
                x = Block(block, x.Shape.Channels).Apply(x, new TorchvisionBlockNames($"features.{index + 1}.{i}"), layers);
        x = layers.Step(x, TorchvisionBlockNames.Step($"features.{stages.Length + 1}"), last, 1, activation: "silu");
        if (includeTop)
        {
            x = new GlobalAveragePooling2D(name: "avgpool").Apply(x);
            x = new Dropout(dropout, "classifier.0").Apply(x);
            x = new Dense(1000, name: "classifier.1").Apply(x);
        }
        return new Model(input.Output, x, name);
    }

    private static InvertedResidual Block(MobileStage block, int channels)
    {
        int? expanded = block.Expansion > 1 ? RoundedChannels.Of(channels * block.Expansion) : null;
        return new(block.Kernel, expanded, block.Filters, block.Stride, "silu")
        {
            Squeezed = block.Fused ? null : Math.Max(1, channels / 4),
            Fused = block.Fused,
        };
    }
}
