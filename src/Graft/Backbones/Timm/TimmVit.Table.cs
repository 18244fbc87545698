using static Graft.Backbones.Timm.VitDesign;

namespace Graft.Backbones.Timm;

// Every architecture and its number of weights without the classifier.
internal static partial class TimmVit
{
    private static readonly (string Name, VitDesign Design, long Parameters)[] Networks =
    [
        ("vit_tiny_patch16_224", Tiny(16), 5_524_416),
        ("vit_tiny_patch16_384", Tiny(16), 5_597_376),
        ("vit_small_patch32_224", Small(32), 22_493_952),
        ("vit_small_patch32_384", Small(32), 22_530_432),
        ("vit_small_patch16_224", Small(16), 21_665_664),
        ("vit_small_patch16_384", Small(16), 21_811_584),
        ("vit_small_patch8_224", Small(8), 21_670_272),
        ("vit_base_patch32_224", Base(32), 87_455_232),
        ("vit_base_patch32_384", Base(32), 87_528_192),
        ("vit_base_patch16_224", Base(16), 85_798_656),
        ("vit_base_patch16_384", Base(16), 86_090_496),
        ("vit_base_patch8_224", Base(8), 85_807_872),
        ("vit_large_patch32_224", Large(32), 305_510_400),
        ("vit_large_patch32_384", Large(32), 305_607_680),
        ("vit_large_patch16_224", Large(16), 303_301_632),
        ("vit_large_patch16_384", Large(16), 303_690_752),
        ("vit_huge_patch14_224", Huge(14), 630_764_800),
        ("vit_base_patch16_224_miil", Base(16) with { HasPackedBias = false }, 85_771_008),
        ("vit_medium_patch16_gap_240", Medium(16).Gap().Scaled(1e-6) with { HasPackedBias = false }, 38_332_416),
        ("vit_medium_patch16_gap_256", Medium(16).Gap().Scaled(1e-6) with { HasPackedBias = false }, 38_348_288),
        ("vit_medium_patch16_gap_384", Medium(16).Gap().Scaled(1e-6) with { HasPackedBias = false }, 38_512_128),
        ("vit_xsmall_patch16_clip_224", Of(16, 256, 10, 4).Clip(), 8_145_920),
        ("vit_medium_patch32_clip_224", Medium(32).Clip(), 39_429_632),
        ("vit_medium_patch16_clip_224", Medium(16).Clip(), 38_325_248),
        ("vit_betwixt_patch32_clip_224", Betwixt(32).Clip(), 61_083_520),
        ("vit_base_patch32_clip_224", Base(32).Clip(), 87_456_000),
        ("vit_base_patch32_clip_256", Base(32).Clip(), 87_467_520),
        ("vit_base_patch32_clip_384", Base(32).Clip(), 87_528_960),
        ("vit_base_patch32_clip_448", Base(32).Clip(), 87_568_896),
        ("vit_base_patch16_clip_224", Base(16).Clip(), 85_799_424),
        ("vit_base_patch16_clip_384", Base(16).Clip(), 86_091_264),
        ("vit_base_patch16_plus_clip_240", Of(16, 896, 12, 14).Clip(), 116_640_384),
        ("vit_large_patch14_clip_224", Large(14).Clip(), 303_179_776),
        ("vit_large_patch14_clip_336", Large(14).Clip(), 303_507_456),
        ("vit_huge_patch14_clip_224", Huge(14).Clip(), 630_766_080),
        ("vit_huge_patch14_clip_336", Huge(14).Clip(), 631_175_680),
        ("vit_huge_patch14_clip_378", Huge(14).Clip(), 631_371_520),
        ("vit_giant_patch14_clip_224", Giant(14).Clip(), 1_011_203_840),
        ("vit_gigantic_patch14_clip_224", Gigantic(14).Clip(), 1_842_777_344),
        ("vit_gigantic_patch14_clip_378", Gigantic(14).Clip(), 1_843_564_416),
        ("vit_base_patch32_clip_quickgelu_224", Base(32).Clip("quick_gelu"), 87_456_000),
        ("vit_base_patch16_clip_quickgelu_224", Base(16).Clip("quick_gelu"), 85_799_424),
        ("vit_large_patch14_clip_quickgelu_224", Large(14).Clip("quick_gelu"), 303_179_776),
        ("vit_large_patch14_clip_quickgelu_336", Large(14).Clip("quick_gelu"), 303_507_456),
        ("vit_huge_patch14_clip_quickgelu_224", Huge(14).Clip("quick_gelu"), 630_766_080),
        ("vit_huge_patch14_clip_quickgelu_378", Huge(14).Clip("quick_gelu"), 631_371_520),
        ("vit_gigantic_patch14_clip_quickgelu_224", Gigantic(14).Clip("quick_gelu"), 1_842_777_344),
        ("vit_small_patch14_dinov2", Small(14).Dinov2(), 22_056_192),
        ("vit_base_patch14_dinov2", Base(14).Dinov2(), 86_579_712),
        ("vit_large_patch14_dinov2", Large(14).Dinov2(), 304_367_616),
        ("vit_small_patch14_reg4_dinov2", Small(14).Dinov2(registers: 4), 22_057_344),
        ("vit_base_patch14_reg4_dinov2", Base(14).Dinov2(registers: 4), 86_582_016),
        ("vit_large_patch14_reg4_dinov2", Large(14).Dinov2(registers: 4), 304_370_688),
        ("vit_base_patch14_reg1_tipsv2", Base(14).Scaled(1).Registered(1).PlacingGridAlone(), 86_314_752),
        ("vit_large_patch14_reg1_tipsv2", Large(14).Scaled(1).Registered(1).PlacingGridAlone(), 304_014_336),
        ("vit_so400m_patch14_reg1_tipsv2", So400M(14).Scaled(1).Registered(1).PlacingGridAlone(), 413_391_600),
        ("vit_base_patch32_siglip_gap_256", Base(32).Gap("gelu_tanh"), 87_465_216),
        ("vit_base_patch16_siglip_gap_224", Base(16).Gap(), 85_797_120),
        ("vit_base_patch16_siglip_gap_256", Base(16).Gap(), 85_843_200),
        ("vit_base_patch16_siglip_gap_384", Base(16).Gap(), 86_088_960),
        ("vit_base_patch16_siglip_gap_512", Base(16).Gap(), 86_433_024),
        ("vit_large_patch16_siglip_gap_256", Large(16).Gap(), 303_361_024),
        ("vit_large_patch16_siglip_gap_384", Large(16).Gap(), 303_688_704),
        ("vit_large_patch16_siglip_gap_512", Large(16).Gap("gelu_tanh"), 304_147_456),
        ("vit_so400m_patch14_siglip_gap_224", So400M(14).Gap(), 412_442_352),
        ("vit_so400m_patch14_siglip_gap_378", So400M(14).Gap(), 412_987_248),
        ("vit_so400m_patch14_siglip_gap_448", So400M(14).Gap(), 413_327_088),
        ("vit_so400m_patch14_siglip_gap_896", So400M(14).Gap(), 416_866_032),
        ("vit_so400m_patch16_siglip_gap_256", So400M(16).Gap("gelu_tanh"), 412_649_712),
        ("vit_so400m_patch16_siglip_gap_384", So400M(16).Gap("gelu_tanh"), 413_018_352),
        ("vit_so400m_patch16_siglip_gap_512", So400M(16).Gap("gelu_tanh"), 413_534_448),
        ("vit_giantopt_patch16_siglip_gap_256", Of(16, 1536, 40, 16).Gap("gelu_tanh"), 1_134_838_272),
        ("vit_giantopt_patch16_siglip_gap_384", Of(16, 1536, 40, 16).Gap("gelu_tanh"), 1_135_329_792),
        ("vit_wee_patch16_reg1_gap_256", Of(16, 256, 14, 4).Sbb(1) with { Hidden = 1280 }, 13_165_056),
        ("vit_little_patch16_reg1_gap_256", Of(16, 320, 14, 5).Sbb(1) with { Hidden = 1792 }, 22_193_408),
        ("vit_little_patch16_reg4_gap_256", Of(16, 320, 14, 5).Sbb(4) with { Hidden = 1792 }, 22_194_368),
        ("vit_medium_patch16_reg1_gap_256", Medium(16).Sbb(1), 38_366_208),
        ("vit_medium_patch16_reg4_gap_256", Medium(16).Sbb(4), 38_367_744),
        ("vit_mediumd_patch16_reg4_gap_256", Of(16, 512, 20, 8).Sbb(4), 63_595_008),
        ("vit_mediumd_patch16_reg4_gap_384", Of(16, 512, 20, 8).Sbb(4), 63_758_848),
        ("vit_betwixt_patch16_reg1_gap_256", Betwixt(16).Sbb(1), 59_754_240),
        ("vit_betwixt_patch16_reg4_gap_256", Betwixt(16).Sbb(4), 59_756_160),
        ("vit_betwixt_patch16_reg4_gap_384", Betwixt(16).Sbb(4), 59_960_960),
        ("vit_so150m_patch16_reg4_gap_256", Of(16, 896, 18, 14).Gap().Registered(4) with { Hidden = 2304 }, 133_234_560),
        ("vit_so150m_patch16_reg4_gap_384", Of(16, 896, 18, 14).Gap().Registered(4) with { Hidden = 2304 }, 133_521_280),
        ("vit_so150m2_patch16_reg1_gap_256", So150M2(16), 135_224_896),
        ("vit_so150m2_patch16_reg1_gap_384", So150M2(16), 135_491_136),
        ("vit_so150m2_patch16_reg1_gap_448", So150M2(16), 135_664_192),
        ("vit_intern300m_patch14_448", Large(14).Scaled(0.1) with { IsNormalized = false }, 304_012_288),
        ("test_vit", Of(16, 64, 6, 2) with { Hidden = 192 }, 306_240),
        ("test_vit2", Of(16, 64, 8, 2).Sbb(1) with { Hidden = 192, PlacesGridAlone = false }, 390_592),
        ("deit_tiny_patch16_224", Tiny(16), 5_524_416),
        ("deit_small_patch16_224", Small(16), 21_665_664),
        ("deit_base_patch16_224", Base(16), 85_798_656),
        ("deit_base_patch16_384", Base(16), 86_090_496),
        ("deit_tiny_distilled_patch16_224", Tiny(16).Distilled(), 5_524_800),
        ("deit_small_distilled_patch16_224", Small(16).Distilled(), 21_666_432),
        ("deit_base_distilled_patch16_224", Base(16).Distilled(), 85_800_192),
        ("deit_base_distilled_patch16_384", Base(16).Distilled(), 86_092_032),
        ("deit3_small_patch16_224", Small(16).Deit3(), 21_674_496),
        ("deit3_small_patch16_384", Small(16).Deit3(), 21_820_416),
        ("deit3_medium_patch16_224", Medium(16).Deit3(), 38_336_512),
        ("deit3_base_patch16_224", Base(16).Deit3(), 85_816_320),
        ("deit3_base_patch16_384", Base(16).Deit3(), 86_108_160),
        ("deit3_large_patch16_224", Large(16).Deit3(), 303_349_760),
        ("deit3_large_patch16_384", Large(16).Deit3(), 303_738_880),
        ("deit3_huge_patch14_224", Huge(14).Deit3(), 630_845_440),
    ];

    private static VitDesign Tiny(int patch) => Of(patch, 192, 12, 3);

    private static VitDesign Small(int patch) => Of(patch, 384, 12, 6);

    private static VitDesign Medium(int patch) => Of(patch, 512, 12, 8);

    private static VitDesign Betwixt(int patch) => Of(patch, 640, 12, 10);

    private static VitDesign Base(int patch) => Of(patch, 768, 12, 12);

    private static VitDesign Large(int patch) => Of(patch, 1024, 24, 16);

    private static VitDesign Huge(int patch) => Of(patch, 1280, 32, 16);

    private static VitDesign Giant(int patch) => Of(patch, 1408, 40, 16) with { Hidden = 6144 };

    private static VitDesign Gigantic(int patch) => Of(patch, 1664, 48, 16) with { Hidden = 8192 };

    // "Shape-optimized" (Alabdulmohsin et al., 2023).
    private static VitDesign So400M(int patch) => Of(patch, 1152, 27, 16) with { Hidden = 4304 };

    private static VitDesign So150M2(int patch) => Of(patch, 832, 21, 13).Sbb(1) with
    {
        Hidden = 2176,
        HasPackedBias = false,
        PlacesGridAlone = false,
    };

    private static VitDesign Clip(this VitDesign design, string activation = "gelu") => design with
    {
        NormalizesFirst = true,
        Epsilon = 1e-5,
        Activation = activation,
    };

    private static VitDesign Gap(this VitDesign design, string activation = "gelu") =>
        design with { HasClassToken = false, PoolsGrid = true, NormalizesPooled = false, Activation = activation };

    private static VitDesign Sbb(this VitDesign design, int registers) =>
        design.Gap().Scaled(1e-5).Registered(registers).PlacingGridAlone() with { NormalizesPooled = true };

    private static VitDesign Dinov2(this VitDesign design, int registers = 0) =>
        design.Scaled(1e-5).Registered(registers) with { PlacesGridAlone = registers > 0 };

    private static VitDesign Deit3(this VitDesign design) => design.Scaled(1e-6).PlacingGridAlone();

    private static VitDesign Distilled(this VitDesign design) => design with { IsDistilled = true };

    private static VitDesign Scaled(this VitDesign design, double first) => design with { FirstFactor = first };

    private static VitDesign Registered(this VitDesign design, int registers) => design with { Registers = registers };

    private static VitDesign PlacingGridAlone(this VitDesign design) => design with { PlacesGridAlone = true };
}
