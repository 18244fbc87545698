using Graft.Backbones.Blocks;
using Graft.Layers;
using static Graft.Backbones.Blocks.ResNetDesign;

namespace Graft.Backbones.Timm;

/// <summary>
/// ResNet as in timm, with its variants: C, D, S and T differ in stem and shortcuts, SE and ECA weigh channels, AA make maps
/// smaller by averages, RS pool by a convolution; ResNeXt has groups, Wide ResNet is wider inside.
/// </summary>
internal static class TimmResNet
{
    private static readonly int[] Of18 = [2, 2, 2, 2], Of50 = [3, 4, 6, 3], Of101 = [3, 4, 23, 3], Of152 = [3, 8, 36, 3],
        Of200 = [3, 24, 36, 3], Of269 = [3, 30, 48, 8];

    /// <summary>Every architecture and its number of weights without the classifier.</summary>
    private static readonly (string Name, ResNetDesign Design, long Parameters)[] Networks =
    [
        ("resnet10t", Basic(1, 1, 1, 1).T(), 4_928_360),
        ("resnet14t", Bottleneck(1, 1, 1, 1).T(), 8_052_072),
        ("resnet18", Basic(Of18), 11_186_112),
        ("resnet18d", Basic(Of18).D(), 11_205_472),
        ("resnet26", Bottleneck(Of18), 13_977_024),
        ("resnet26d", Bottleneck(Of18).D(), 13_996_384),
        ("resnet26t", Bottleneck(Of18).T(), 13_993_832),
        ("resnet34", Basic(Of50), 21_301_696),
        ("resnet34d", Basic(Of50).D(), 21_321_056),
        ("resnet50", Bottleneck(Of50), 23_561_152),
        ("resnet50c", Bottleneck(Of50).C(), 23_580_512),
        ("resnet50d", Bottleneck(Of50).D(), 23_580_512),
        ("resnet50s", Bottleneck(Of50).S(), 23_685_312),
        ("resnet101", Bottleneck(Of101), 42_605_504),
        ("resnet101c", Bottleneck(Of101).C(), 42_624_864),
        ("resnet101d", Bottleneck(Of101).D(), 42_624_864),
        ("resnet101s", Bottleneck(Of101).S(), 42_729_664),
        ("resnet152", Bottleneck(Of152), 58_295_232),
        ("resnet152c", Bottleneck(Of152).C(), 58_314_592),
        ("resnet152d", Bottleneck(Of152).D(), 58_314_592),
        ("resnet152s", Bottleneck(Of152).S(), 58_419_392),
        ("resnet200d", Bottleneck(Of200).D(), 62_820_192),
        ("wide_resnet50_2", Bottleneck(Of50).Next(1, 128), 66_902_464),
        ("wide_resnet101_2", Bottleneck(Of101).Next(1, 128), 124_975_552),
        ("resnext50_32x4d", Bottleneck(Of50).Next(32, 4), 23_048_128),
        ("resnext50d_32x4d", Bottleneck(Of50).Next(32, 4).D(), 23_067_488),
        ("resnext101_32x4d", Bottleneck(Of101).Next(32, 4), 42_266_560),
        ("resnext101_64x4d", Bottleneck(Of101).Next(64, 4), 81_609_152),
        ("resnext101_32x8d", Bottleneck(Of101).Next(32, 8), 86_945_216),
        ("resnext101_32x16d", Bottleneck(Of101).Next(32, 16), 192_310_720),
        ("resnext101_32x32d", Bottleneck(Of101).Next(32, 32), 467_074_496),
        ("resnext101_32x48d", Bottleneck(Of101).Next(32, 48), 827_215_296),
        ("ecaresnetlight", Bottleneck(1, 1, 11, 3).Eca() with { AveragesShortcuts = true }, 28_175_382),
        ("ecaresnet26t", Bottleneck(Of18).T().Eca(), 13_993_876),
        ("ecaresnet50d", Bottleneck(Of50).D().Eca(), 23_580_598),
        ("ecaresnet50t", Bottleneck(Of50).T().Eca(), 23_578_046),
        ("ecaresnet101d", Bottleneck(Of101).D().Eca(), 42_625_035),
        ("ecaresnet269d", Bottleneck(Of269).D().Eca(), 100_297_005),
        ("seresnet50", Bottleneck(Of50).Se(), 26_092_144),
        ("seresnet152d", Bottleneck(Of152).D().Se(), 64_943_632),
        ("seresnext26d_32x4d", Bottleneck(Of18).Next(32, 4).D().Se(), 14_799_168),
        ("seresnext26t_32x4d", Bottleneck(Of18).Next(32, 4).T().Se(), 14_796_616),
        ("seresnext50_32x4d", Bottleneck(Of50).Next(32, 4).Se(), 25_579_120),
        ("seresnext101_32x4d", Bottleneck(Of101).Next(32, 4).Se(), 47_044_272),
        ("seresnext101_32x8d", Bottleneck(Of101).Next(32, 8).Se(), 91_722_928),
        ("seresnext101d_32x8d", Bottleneck(Of101).Next(32, 8).D().Se(), 91_742_288),
        ("seresnext101_64x4d", Bottleneck(Of101).Next(64, 4).Se(), 86_386_864),
        ("senet154", Bottleneck(Of152).Next(64, 4).S().Se() with { ShortcutKernel = 3, FirstReduction = 2 }, 113_287_536),
        ("resnetaa50", Bottleneck(Of50).Aa(), 23_561_152),
        ("resnetaa50d", Bottleneck(Of50).D().Aa(), 23_580_512),
        ("resnetaa101d", Bottleneck(Of101).D().Aa(), 42_624_864),
        ("seresnextaa101d_32x8d", Bottleneck(Of101).Next(32, 8).D().Se().Aa(), 91_742_288),
        ("seresnextaa201d_32x8d", Bottleneck(3, 24, 36, 4).Next(32, 8).D(64).Se().Aa(), 147_702_768),
        ("resnetrs50", Bottleneck(Of50).Rs(), 33_696_288),
        ("resnetrs101", Bottleneck(Of101).Rs(), 61_675_296),
        ("resnetrs152", Bottleneck(Of152).Rs(), 84_724_256),
        ("resnetrs200", Bottleneck(Of200).Rs(), 91_337_248),
        ("resnetrs270", Bottleneck(4, 29, 53, 4).Rs(), 128_055_520),
        ("resnetrs350", Bottleneck(4, 36, 72, 4).Rs(), 162_219_360),
        ("resnetrs420", Bottleneck(4, 44, 87, 4).Rs(), 190_213_216),
        ("test_resnet", Basic(1, 1, 1, 1).D(16) with
        {
            Bottlenecks = [false, false, true, false],
            Widths = [32, 48, 48, 96],
        }, 374_768),
    ];

    public static IEnumerable<Backbone> All() =>
        Networks.SelectMany(network => Network(network.Name, network.Design, network.Parameters).Entries());

    private static TimmNetwork Network(string name, ResNetDesign design, long parameters)
    {
        var layers = new ResNetLayers(design, (at, number) => $"{at}act{number}");
        return new(name, "resnet", design.Features, layers.Blocks, parameters, (shape, classes, preprocessing) =>
        {
            var input = new Input(shape, preprocessing: preprocessing);
            return new Model(input.Output, TimmHead.Classify(layers.Apply(input.Output), "fc", classes), name);
        })
        {
            Classifier = "fc",
            // Averages of 2 x 2 cells leave a last row out: four of them behind the stem must find one.
            MinimumSize = design.AntiAliased ? 31 : 1,
        };
    }

    private static ResNetDesign C(this ResNetDesign design) => design with { Stem = ResNetStem.Deep };

    private static ResNetDesign D(this ResNetDesign design, int stemWidth = 32) =>
        design with { Stem = ResNetStem.Deep, StemWidth = stemWidth, AveragesShortcuts = true };

    private static ResNetDesign S(this ResNetDesign design) => design with { Stem = ResNetStem.Deep, StemWidth = 64 };

    private static ResNetDesign T(this ResNetDesign design) => design with { Stem = ResNetStem.Tiered, AveragesShortcuts = true };

    private static ResNetDesign Rs(this ResNetDesign design) =>
        design.D().Se() with { ConvolvesForPooling = true, Squeeze = 4 };

    private static ResNetDesign Next(this ResNetDesign design, int groups, int width) =>
        design with { Groups = groups, GroupWidth = width };

    private static ResNetDesign Se(this ResNetDesign design) =>
        design with { Attention = ChannelAttention.SqueezeAndExcitation };

    private static ResNetDesign Eca(this ResNetDesign design) => design with { Attention = ChannelAttention.Efficient };

    private static ResNetDesign Aa(this ResNetDesign design) => design with { AntiAliased = true };
}
