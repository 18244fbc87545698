namespace Graft.Backbones.Blocks;

/// <summary>A size of ConvNeXt that several publishers have.</summary>
/// <param name="Depths">Blocks of each stage.</param>
/// <param name="Filters">Channels of each stage.</param>
internal sealed record ConvNeXtSize(int[] Depths, int[] Filters)
{
    public static ConvNeXtSize Tiny { get; } = new([3, 3, 9, 3], [96, 192, 384, 768]);

    public static ConvNeXtSize Small { get; } = new([3, 3, 27, 3], [96, 192, 384, 768]);

    public static ConvNeXtSize Base { get; } = new([3, 3, 27, 3], [128, 256, 512, 1024]);

    public static ConvNeXtSize Large { get; } = new([3, 3, 27, 3], [192, 384, 768, 1536]);

    public static ConvNeXtSize ExtraLarge { get; } = new([3, 3, 27, 3], [256, 512, 1024, 2048]);
}
