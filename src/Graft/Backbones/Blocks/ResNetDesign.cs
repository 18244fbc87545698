namespace Graft.Backbones.Blocks;

/// <summary>In what one ResNet differs from another.</summary>
/// <param name="Depths">Blocks of each stage.</param>
internal sealed record ResNetDesign(IReadOnlyList<int> Depths)
{
    /// <summary>Channels of each stage's blocks, before a bottleneck widens them.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [64, 128, 256, 512];

    /// <summary>Whether the blocks of each stage narrow their input first.</summary>
    public required IReadOnlyList<bool> Bottlenecks { get; init; }

    /// <summary>Groups of the 3 x 3 convolutions in a bottleneck.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Channels of a group in the first stage; 64 for one group of usual width.</summary>
    public int GroupWidth { get; init; } = 64;

    /// <summary>The convolutions at the beginning.</summary>
    public ResNetStem Stem { get; init; }

    /// <summary>Half of the channels that a stem of three convolutions gives.</summary>
    public int StemWidth { get; init; } = 32;

    /// <summary>Whether a convolution of stride 2 stands for the pooling behind the stem (ResNet-RS; Bello et al., 2021).</summary>
    public bool ConvolvesForPooling { get; init; }

    /// <summary>Whether a shortcut is averaged to its smaller size and then convolved (variant D).</summary>
    public bool AveragesShortcuts { get; init; }

    /// <summary>Window of the convolution in a shortcut that makes the map smaller.</summary>
    public int ShortcutKernel { get; init; } = 1;

    /// <summary>By how much the first convolution of a bottleneck is narrower than the second.</summary>
    public int FirstReduction { get; init; } = 1;

    /// <summary>Whether a map is made smaller by averages of 2 x 2 cells instead of strides.</summary>
    public bool AntiAliased { get; init; }

    /// <summary>How a block weighs channels.</summary>
    public ChannelAttention Attention { get; init; }

    /// <summary>Of how many channels one is left between the two convolutions of squeeze and excitation.</summary>
    public int Squeeze { get; init; } = 16;

    /// <summary>Channels of the last map.</summary>
    public int Features => Outputs(Depths.Count - 1);

    /// <summary>A network of blocks of two 3 x 3 convolutions.</summary>
    public static ResNetDesign Basic(params IReadOnlyList<int> depths) => Of(depths, bottleneck: false);

    /// <summary>A network of blocks that narrow their input, convolve it and widen it.</summary>
    public static ResNetDesign Bottleneck(params IReadOnlyList<int> depths) => Of(depths, bottleneck: true);

    /// <summary>Channels that a stage gives.</summary>
    public int Outputs(int stage) => Widths[stage] * (Bottlenecks[stage] ? 4 : 1);

    private static ResNetDesign Of(IReadOnlyList<int> depths, bool bottleneck) =>
        new(depths) { Bottlenecks = [.. depths.Select(_ => bottleneck)] };
}
