namespace Graft.Backbones.Torchvision;

/// <summary>How many weights torchvision's networks have without their classifiers, so that a list of them needs no graph.</summary>
internal static class TorchvisionParameters
{
    // Behind @ stands a size at which there are more or fewer than at the default one: position embeddings go with it.
    private static readonly Dictionary<string, long> Numbers = new(StringComparer.Ordinal)
    {
        ["resnet18"] = 11_186_112,
        ["resnet34"] = 21_301_696,
        ["resnet50"] = 23_561_152,
        ["resnet101"] = 42_605_504,
        ["resnet152"] = 58_295_232,
        ["resnext50_32x4d"] = 23_048_128,
        ["resnext101_32x8d"] = 86_945_216,
        ["resnext101_64x4d"] = 81_609_152,
        ["wide_resnet50_2"] = 66_902_464,
        ["wide_resnet101_2"] = 124_975_552,
        ["vgg11"] = 9_220_480,
        ["vgg11_bn"] = 9_231_488,
        ["vgg13"] = 9_404_992,
        ["vgg13_bn"] = 9_416_768,
        ["vgg16"] = 14_714_688,
        ["vgg16_bn"] = 14_731_584,
        ["vgg19"] = 20_024_384,
        ["vgg19_bn"] = 20_046_400,
        ["alexnet"] = 2_469_696,
        ["squeezenet1_0"] = 735_424,
        ["squeezenet1_1"] = 722_496,
        ["densenet121"] = 7_037_504,
        ["densenet161"] = 26_691_936,
        ["densenet169"] = 12_642_880,
        ["densenet201"] = 18_321_984,
        ["mobilenet_v2"] = 2_257_984,
        ["mobilenet_v3_large"] = 2_996_352,
        ["mobilenet_v3_small"] = 939_120,
        ["efficientnet_b0"] = 4_049_564,
        ["efficientnet_b1"] = 6_575_232,
        ["efficientnet_b2"] = 7_768_562,
        ["efficientnet_b3"] = 10_783_528,
        ["efficientnet_b4"] = 17_673_816,
        ["efficientnet_b5"] = 28_513_520,
        ["efficientnet_b6"] = 40_960_136,
        ["efficientnet_b7"] = 64_097_680,
        ["efficientnet_v2_s"] = 20_331_360,
        ["efficientnet_v2_m"] = 53_150_388,
        ["efficientnet_v2_l"] = 117_746_848,
        ["convnext_tiny"] = 27_818_592,
        ["convnext_small"] = 49_453_152,
        ["convnext_base"] = 87_564_416,
        ["convnext_large"] = 196_227_264,
        ["vit_b_16"] = 85_798_656,
        ["vit_b_32"] = 87_455_232,
        ["vit_l_16"] = 303_301_632,
        ["vit_l_32"] = 305_510_400,
        ["vit_h_14"] = 632_189_440,
        ["vit_b_16@384"] = 86_090_496,
        ["vit_l_16@512"] = 304_149_504,
        ["vit_h_14@224"] = 630_764_800,
    };

    /// <summary>The number of a network at an input's size.</summary>
    public static long Of(string network, int size) =>
        Numbers.TryGetValue($"{network}@{size}", out var atSize) ? atSize : Numbers[network];
}
