namespace Graft.Tests.Backbones.Torchvision;

/// <summary>The backbones with torchvision's names, with the weights of the formula, give what torchvision's own gave.</summary>
public sealed class TorchvisionNumbersTests
{
    // One or two of a family, the small ones; the rest runs by --explicit only --filter-trait "Category=Slow".
    private static readonly string[] Quick =
    [
        "resnet18", "resnet50", "squeezenet1_0", "squeezenet1_1", "densenet121", "mobilenet_v2", "mobilenet_v3_large",
        "mobilenet_v3_small", "efficientnet_b0", "efficientnet_v2_s", "convnext_tiny",
    ];

    private static readonly string[] Rest =
    [
        "resnet34", "resnext50_32x4d", "wide_resnet50_2", "alexnet", "vgg11", "vgg16", "vgg16_bn", "vgg19", "vit_b_16",
    ];

    private static readonly string[] OneOfAFamily =
    [
        "resnet18", "alexnet", "squeezenet1_1", "densenet121", "mobilenet_v2", "mobilenet_v3_small", "efficientnet_b0",
        "convnext_tiny",
    ];

    // The format alone takes their features farther off than two hundredths of the largest.
    private static readonly string[] BeyondHalf = ["mobilenet_v2", "mobilenet_v3_large"];

    public static TheoryData<string> Small => [.. Quick];

    public static TheoryData<string> Large => [.. Rest];

    public static TheoryData<string> All => [.. Quick, .. Rest];

    public static TheoryData<string> Families => [.. OneOfAFamily];

    public static TheoryData<string> Others => [.. Quick.Concat(Rest).Except(OneOfAFamily)];

    [Theory]
    [MemberData(nameof(All))]
    public void Arrays_have_the_names_and_shapes_of_the_state_dict(string name) => Numbers(name).CompareArrays();

    [Theory]
    [MemberData(nameof(Small))]
    public void A_network_gives_the_numbers_of_torchvision_after_every_layer_and_at_an_odd_size(string name) =>
        Numbers(name).CompareLayers(every: false);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Large))]
    public void A_large_network_gives_the_numbers_of_torchvision(string name) => Numbers(name).CompareLayers(every: false);

    [Theory]
    [MemberData(nameof(Families))]
    public void In_ONNX_Runtime_and_compiled_a_network_gives_the_same(string name) => Numbers(name).CompareExported();

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Others))]
    public void In_ONNX_Runtime_and_compiled_another_network_gives_the_same(string name) => Numbers(name).CompareExported();

    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v2")]
    [InlineData("convnext_tiny")]
    public void In_bf16_features_are_as_near_as_the_format_allows(string name) => CompareInHalfPrecision(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(All))]
    public void In_bf16_features_of_every_network_are_as_near_as_the_format_allows(string name) => CompareInHalfPrecision(name);

    [Theory(Explicit = true)]
    [Trait("Category", "Slow")]
    [MemberData(nameof(All))]
    public void Compiled_a_network_gives_the_same_at_both_sizes_in_batches_of_1_3_and_32(string name) => Numbers(name).CompareCompiled();

    private static void CompareInHalfPrecision(string name) =>
        Numbers(name).CompareInHalfPrecision(BeyondHalf.Contains(name));

    private static NetworkNumbers Numbers(string name) => new("torchvision", name);
}
