using Graft.Backbones.Blocks;

namespace Graft.Backbones.Timm;

/// <summary>How the stages of a mobile network become wider and deeper.</summary>
/// <param name="Width">Channels are multiplied by it.</param>
/// <param name="Depth">Blocks of a stage are multiplied by it.</param>
internal sealed record TimmScale(double Width, double Depth)
{
    /// <summary>Whether channels may be rounded to more than a tenth less (version 2 of EfficientNet).</summary>
    public bool RoundsToNearest { get; init; }

    /// <summary>Whether the first and the last stage keep their depth (the "lite" networks).</summary>
    public bool KeepsEnds { get; init; }

    /// <summary>Another depth for the last stages; null where they have the same.</summary>
    public (int Stages, double Depth)? Last { get; init; }

    /// <summary>Channels at this width.</summary>
    public int Channels(int channels) =>
        RoundsToNearest ? RoundedChannels.Nearest(channels * Width) : RoundedChannels.Of(channels * Width);

    /// <summary>The blocks of all stages at this width and depth.</summary>
    /// <param name="stages">Each a list of runs of blocks that are alike.</param>
    /// <param name="stem">Channels of the map before the first.</param>
    /// <param name="make">Makes a block of a run: at its final width, behind so many channels.</param>
    public IReadOnlyList<IReadOnlyList<TimmBlock>> Apply(
        IReadOnlyList<IReadOnlyList<MobileStage>> stages, int stem, Func<MobileStage, int, TimmBlock> make)
    {
        var (scaled, channels) = (new List<IReadOnlyList<TimmBlock>>(), stem);
        foreach (var (number, stage) in stages.Index())
        {
            var blocks = new List<TimmBlock>();
            foreach (var run in Deepen(stage, DepthOf(number, stages.Count)))
                foreach (var block in run.Each())
                {
                    // Within a stage the first block alone has a stride.
                    var wide = block with { Filters = Channels(block.Filters), Stride = blocks.Count == 0 ? block.Stride : 1 };
                    blocks.Add(make(wide, channels));
                    channels = wide.Filters;
                }
            scaled.Add(blocks);
        }
        return scaled;
    }

    private double DepthOf(int stage, int stages) =>
        KeepsEnds && (stage == 0 || stage == stages - 1) ? 1
        : Last is { } last && stage >= stages - last.Stages ? last.Depth
        : Depth;

    // The blocks that are added are shared out in proportion, from the last run on, so that the first grows least.
    private static MobileStage[] Deepen(IReadOnlyList<MobileStage> runs, double depth)
    {
        var (left, wanted) = (runs.Sum(run => run.Blocks), (int)Math.Ceiling(runs.Sum(run => run.Blocks) * depth));
        var deeper = runs.ToArray();
        for (var i = deeper.Length - 1; i >= 0; i--)
        {
            var blocks = Math.Max(1, (int)Math.Round((double)deeper[i].Blocks / left * wanted));
            (left, wanted) = (left - deeper[i].Blocks, wanted - blocks);
            deeper[i] = deeper[i] with { Blocks = blocks };
        }
        return deeper;
    }
}
