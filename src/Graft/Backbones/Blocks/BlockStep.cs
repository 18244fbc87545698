namespace Graft.Backbones.Blocks;

/// <summary>What a step of an inverted residual block does.</summary>
internal enum BlockStep
{
    /// <summary>Gives more channels.</summary>
    Widen,

    /// <summary>Filters channel by channel.</summary>
    Filter,

    /// <summary>Gives the block's channels.</summary>
    Narrow,

    /// <summary>All of that in one convolution.</summary>
    Whole,
}
