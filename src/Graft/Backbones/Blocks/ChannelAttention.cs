namespace Graft.Backbones.Blocks;

/// <summary>How the blocks of a ResNet weigh the channels of what they add.</summary>
internal enum ChannelAttention
{
    /// <summary>They do not.</summary>
    None,

    /// <summary>By two dense layers over the means of all channels (SE; Hu et al., 2017).</summary>
    SqueezeAndExcitation,

    /// <summary>By a short filter along the means of neighbouring channels (ECA; Wang et al., 2019).</summary>
    Efficient,
}
