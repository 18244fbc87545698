namespace Graft.Backbones.Blocks;

/// <summary>Inverted residual blocks that are alike, but for the first one's stride and input.</summary>
/// <param name="Blocks">How many there are at depth 1.</param>
/// <param name="Kernel">Size of the filters.</param>
/// <param name="Stride">Stride of the first one.</param>
/// <param name="Expansion">How many times wider a block is inside; 1 for a block that does not widen its input.</param>
/// <param name="Filters">Channels that they give at width 1.</param>
internal sealed record MobileStage(int Blocks, int Kernel, int Stride, double Expansion, int Filters)
{
    /// <summary>Whether one convolution widens and filters.</summary>
    public bool Fused { get; init; }

    /// <summary>Whether they weigh channels.</summary>
    public bool Excites { get; init; }

    /// <summary>Whether their activation is a rectifier, whatever the network's is.</summary>
    public bool Rectified { get; init; }

    /// <summary>Whether a block has its first convolution even where that gives no more channels.</summary>
    public bool AlwaysWidens { get; init; }

    /// <summary>Channels, at width 1, of which a block is so many times wider; null for those of its input.</summary>
    public int? CountsFrom { get; init; }

    /// <summary>Each of the blocks by itself.</summary>
    public IEnumerable<MobileStage> Each() =>
        Enumerable.Range(0, Blocks).Select(i => this with { Blocks = 1, Stride = i == 0 ? Stride : 1 });
}
