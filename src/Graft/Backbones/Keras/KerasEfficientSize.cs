using Graft.Backbones.Blocks;
using Graft.Layers;
using Graft.Weights;

namespace Graft.Backbones.Keras;

/// <summary>One of the published sizes of Keras's EfficientNets: a row of the tables of both versions.</summary>
/// <param name="Name">Its name within the family: <c>b0</c>.</param>
/// <param name="Stages">Its blocks before they are scaled.</param>
/// <param name="Width">Channels are multiplied by it.</param>
/// <param name="Depth">Blocks of a stage are multiplied by it.</param>
/// <param name="InputSize">Height and width that it was trained with, in pixels.</param>
/// <param name="Parameters">Number of weights without the classifier.</param>
/// <param name="Top1">The published accuracy.</param>
/// <param name="Md5">The checksum of the file with the classifier.</param>
/// <param name="Md5WithoutTop">The checksum of the file without it.</param>
internal sealed record KerasEfficientSize(
    string Name, MobileStage[] Stages, double Width, double Depth, int InputSize, long Parameters, double Top1, string Md5,
    string Md5WithoutTop)
{
    private const int Last = 1280;

    /// <summary>Makes a block behind a map: of a stage, with so many filters and such a stride, its layers' names beginning so.</summary>
    public delegate Symbol Block(Symbol input, MobileStage stage, int filters, int stride, string name);

    /// <summary>Channels of the stem at width 1.</summary>
    public int StemFilters { get; init; } = 32;

    /// <summary>The share of features that the classifier drops.</summary>
    public double DropoutRate { get; init; } = 0.2;

    /// <summary>Whether channels may be rounded to more than a tenth less (version 2).</summary>
    public bool RoundsToNearest { get; init; }

    /// <summary>Channels at this width.</summary>
    public int Channels(int channels) =>
        RoundsToNearest ? RoundedChannels.Nearest(channels * Width) : RoundedChannels.Of(channels * Width);

    /// <summary>Blocks of a stage at this depth.</summary>
    public int Repeats(MobileStage stage) => (int)Math.Ceiling(stage.Blocks * Depth);

    /// <summary>What the registry is told of it.</summary>
    /// <param name="family">The family, with which its name begins.</param>
    /// <param name="withTop">The file with the classifier.</param>
    /// <param name="withoutTop">The file without it.</param>
    /// <param name="lastOfOne">The last layer of a stage's only block; several are added to what went in.</param>
    public KerasEntry Entry(string family, PublishedFile withTop, PublishedFile withoutTop, string lastOfOne) => new()
    {
        Name = $"{family}_{Name}",
        Family = family,
        WithTop = withTop,
        WithoutTop = withoutTop,
        Licence = "Apache-2.0",
        Top1 = Top1,
        Mode = "none",
        Size = InputSize,
        Features = Channels(Last),
        Parameters = Parameters,
        Blocks =
        [
            .. from stage in Stages.Index()
               let repeats = Repeats(stage.Item)
               select $"{NameOf(stage.Index, repeats - 1)}{(repeats > 1 ? "add" : lastOfOne)}",
            "top_activation",
        ],
    };

    /// <summary>The blocks behind the stem, the last convolution, and the classifier if it is wanted.</summary>
    /// <param name="x">What the stem gives.</param>
    /// <param name="layers">The normalizations.</param>
    /// <param name="all">The number of blocks at which the share of dropped ones would reach its largest.</param>
    /// <param name="block">Makes a block, without the sum around it.</param>
    /// <param name="includeTop">Whether the classifier is part of it.</param>
    public Symbol Apply(Symbol x, KerasEfficientLayers layers, int all, Block block, bool includeTop)
    {
        var done = 0;
        foreach (var (number, stage) in Stages.Index())
            for (var i = 0; i < Repeats(stage); i++)
            {
                var (name, stride, dropRate) = (NameOf(number, i), i == 0 ? stage.Stride : 1, 0.2 * done++ / all);
                var made = block(x, stage, Channels(stage.Filters), stride, name);
                x = stride == 1 ? KerasEfficientLayers.AddTo(x, made, dropRate, name) : made;
            }
        x = KerasEfficientLayers.Convolve(x, Channels(Last), 1, 1, "same", "top_conv");
        x = layers.Activate(x, "top_bn", "top_activation");
        return includeTop ? KerasEfficientLayers.Classify(x, DropoutRate) : x;
    }

    private static string NameOf(int stage, int block) => $"block{stage + 1}{(char)('a' + block)}_";
}
