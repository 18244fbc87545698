using Graft.Backbones.Blocks;

namespace Graft.Backbones.Timm;

/// <summary>How timm's ConvNeXts bring pixels to their first map.</summary>
internal enum ConvNeXtStem
{
    /// <summary>By patches of 4 x 4.</summary>
    Patches,

    /// <summary>By two convolutions of 3 x 3 that halve the map.</summary>
    Overlapping,

    /// <summary>The same, the first of them with half of the channels.</summary>
    Tiered,
}

/// <summary>In what timm's ConvNeXts differ.</summary>
/// <param name="Size">Depth and width.</param>
internal sealed record ConvNeXtDesign(ConvNeXtSize Size)
{
    /// <summary>How pixels are brought to the first map.</summary>
    public ConvNeXtStem Stem { get; init; }

    /// <summary>Whether dense layers are convolutions of 1 x 1.</summary>
    public bool Convolves { get; init; }

    /// <summary>Whether it is the second version: with normalized responses, without factors of what blocks add.</summary>
    public bool IsSecond { get; init; }

    /// <summary>Whether the last map is normalized, not its average.</summary>
    public bool NormalizesMap { get; init; }

    /// <summary>Channels of a dense layer before the classifier; 0 where there is none.</summary>
    public int HeadChannels { get; init; }

    /// <summary>What is added to a variance.</summary>
    public double Epsilon { get; init; } = ConvNeXtBlock.UsualEpsilon;

    /// <summary>The activation of blocks.</summary>
    public string Activation { get; init; } = "gelu";

    /// <summary>The size of windows, stage by stage.</summary>
    public int[] Kernels { get; init; } = [7, 7, 7, 7];
}
