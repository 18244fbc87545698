namespace Graft.Backbones.Blocks;

/// <summary>The blocks of MobileNet v2 (Sandler et al., 2018) and v3 (Howard et al., 2019), as all publishers have them.</summary>
internal static class MobileNetStages
{
    public static readonly MobileStage[] Second =
    [
        new(1, 3, 1, 1, 16), new(2, 3, 2, 6, 24), new(3, 3, 2, 6, 32), new(4, 3, 2, 6, 64), new(3, 3, 1, 6, 96),
        new(3, 3, 2, 6, 160), new(1, 3, 1, 6, 320),
    ];

    // Stages here are runs of blocks that are alike; those that give as many channels belong together.
    public static readonly MobileStage[] ThirdSmall =
    [
        Rectified(1, 3, 2, 1, 16) with { Excites = true },
        Rectified(1, 3, 2, 72 / 16.0, 24), Rectified(1, 3, 1, 88 / 24.0, 24),
        Excited(1, 5, 2, 4, 40), Excited(2, 5, 1, 6, 40), Excited(2, 5, 1, 3, 48), Excited(3, 5, 2, 6, 96),
    ];

    public static readonly MobileStage[] ThirdLarge =
    [
        Rectified(1, 3, 1, 1, 16),
        Rectified(1, 3, 2, 4, 24), Rectified(1, 3, 1, 3, 24),
        Rectified(3, 5, 2, 3, 40) with { Excites = true },
        new(1, 3, 2, 6, 80), new(1, 3, 1, 2.5, 80), new(2, 3, 1, 2.3, 80),
        Excited(2, 3, 1, 6, 112), Excited(3, 5, 2, 6, 160),
    ];

    /// <summary>The same blocks without weights of channels, and without windows of 5 (v3 "minimalistic").</summary>
    public static MobileStage[] Minimal(MobileStage[] stages) =>
        [.. stages.Select(stage => stage with { Kernel = 3, Excites = false, Rectified = true })];

    private static MobileStage Rectified(int blocks, int kernel, int stride, double expansion, int filters) =>
        new(blocks, kernel, stride, expansion, filters) { Rectified = true };

    private static MobileStage Excited(int blocks, int kernel, int stride, double expansion, int filters) =>
        new(blocks, kernel, stride, expansion, filters) { Excites = true };
}
