namespace Graft.Tests.Backbones.Timm;

/// <summary>The backbones with timm's names, filled with the weights of the formula, give what timm's own gave.</summary>
public sealed class TimmNumbersTests
{
    // The small ones; the rest runs by --explicit only --filter-trait "Category=Slow".
    private static readonly string[] Quick =
    [
        "resnet18.a1_in1k", "resnet26t", "mobilenetv3_large_100", "mobilenetv4_conv_small", "efficientnet_b0",
        "efficientnet_lite0", "tf_efficientnet_lite0", "tf_efficientnetv2_b0", "convnext_atto", "convnextv2_atto", "vit_tiny_patch16_224",
        "deit_tiny_distilled_patch16_224", "deit3_small_patch16_224", "vit_small_patch14_reg4_dinov2",
    ];

    private static readonly string[] Rest =
    [
        "resnet50.a1_in1k", "resnet50d", "seresnet50", "convnext_tiny", "deit_small_patch16_224", "vit_small_patch14_dinov2",
        "vit_base_patch16_clip_224",
    ];

    // The format alone takes their features farther off than two hundredths of the largest: cut at 6, and without weights of channels,
    // the activations magnify what is rounded. Left to itself, Graft measures that and takes 32 bits.
    private static readonly string[] BeyondHalf = ["efficientnet_lite0", "tf_efficientnet_lite0"];

    public static TheoryData<string> Small => [.. Quick];

    public static TheoryData<string> Large => [.. Rest];

    public static TheoryData<string> All => [.. Quick, .. Rest];

    [Theory]
    [MemberData(nameof(All))]
    public void Arrays_have_the_names_and_shapes_of_the_state_dict(string name) => Numbers(name).CompareArrays();

    [Theory]
    [MemberData(nameof(Small))]
    public void A_network_gives_the_numbers_of_timm_after_every_layer_and_at_an_odd_size(string name) =>
        Numbers(name).CompareLayers(every: true);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void A_large_network_gives_the_numbers_of_timm(string name) => Numbers(name).CompareLayers(every: true);

    [Theory]
    [MemberData(nameof(Small))]
    public void In_ONNX_Runtime_and_compiled_a_network_gives_the_same(string name) => Numbers(name).CompareExported();

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void In_ONNX_Runtime_and_compiled_a_large_network_gives_the_same(string name) => Numbers(name).CompareExported();

    [Theory]
    [MemberData(nameof(Small))]
    public void In_bf16_features_are_as_near_as_the_format_allows(string name) =>
        Numbers(name).CompareInHalfPrecision(BeyondHalf.Contains(name));

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void In_bf16_features_of_a_large_network_are_as_near_as_the_format_allows(string name) =>
        Numbers(name).CompareInHalfPrecision(BeyondHalf.Contains(name));

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(All))]
    public void Compiled_a_network_gives_the_same_at_both_sizes_in_batches_of_1_3_and_32(string name) => Numbers(name).CompareCompiled();

    private static NetworkNumbers Numbers(string name) => new("timm", name);
}
