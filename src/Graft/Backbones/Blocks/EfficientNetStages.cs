namespace Graft.Backbones.Blocks;

/// <summary>
/// The blocks of EfficientNet (Tan and Le, 2019) at width and depth 1, and of version 2 (Tan and Le, 2021), as all publishers have
/// them. Blocks that are not fused weigh channels.
/// </summary>
internal static class EfficientNetStages
{
    public static readonly MobileStage[] First =
    [
        new(1, 3, 1, 1, 16), new(2, 3, 2, 6, 24), new(2, 5, 2, 6, 40), new(3, 3, 2, 6, 80), new(3, 5, 1, 6, 112),
        new(4, 5, 2, 6, 192), new(1, 3, 1, 6, 320),
    ];

    /// <summary>Version 2, from which B0 to B3 are scaled.</summary>
    public static readonly MobileStage[] SecondBase =
    [
        Fused(1, 1, 1, 16), Fused(2, 2, 4, 32), Fused(2, 2, 4, 48),
        new(3, 3, 2, 4, 96), new(5, 3, 1, 6, 112), new(8, 3, 2, 6, 192),
    ];

    public static readonly MobileStage[] SecondSmall =
    [
        Fused(2, 1, 1, 24), Fused(4, 2, 4, 48), Fused(4, 2, 4, 64),
        new(6, 3, 2, 4, 128), new(9, 3, 1, 6, 160), new(15, 3, 2, 6, 256),
    ];

    public static readonly MobileStage[] SecondMedium =
    [
        Fused(3, 1, 1, 24), Fused(5, 2, 4, 48), Fused(5, 2, 4, 80),
        new(7, 3, 2, 4, 160), new(14, 3, 1, 6, 176), new(18, 3, 2, 6, 304), new(5, 3, 1, 6, 512),
    ];

    public static readonly MobileStage[] SecondLarge =
    [
        Fused(4, 1, 1, 32), Fused(7, 2, 4, 64), Fused(7, 2, 4, 96),
        new(10, 3, 2, 4, 192), new(19, 3, 1, 6, 224), new(25, 3, 2, 6, 384), new(7, 3, 1, 6, 640),
    ];

    public static readonly MobileStage[] SecondExtraLarge =
    [
        Fused(4, 1, 1, 32), Fused(8, 2, 4, 64), Fused(8, 2, 4, 96),
        new(16, 3, 2, 4, 192), new(24, 3, 1, 6, 256), new(32, 3, 2, 6, 512), new(8, 3, 1, 6, 640),
    ];

    /// <summary>Fused blocks; their windows are 3 x 3.</summary>
    private static MobileStage Fused(int blocks, int stride, double expansion, int filters) =>
        new(blocks, 3, stride, expansion, filters) { Fused = true };
}
