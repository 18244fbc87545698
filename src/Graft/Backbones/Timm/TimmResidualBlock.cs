using Graft.Backbones.Blocks;
using Graft.Layers;

namespace Graft.Backbones.Timm;

/// <summary>An inverted residual in timm's four forms: with its two or three convolutions, fused, or a convolution alone.</summary>
/// <param name="Block">The block.</param>
internal sealed record TimmResidualBlock(InvertedResidual Block) : TimmBlock(Block.Filters)
{
    protected override string Last => (Block.Fused, Widens: Block.Expanded is not null) switch
    {
        (true, false) => "bn1.act",
        (false, true) => "bn3",
        _ => "bn2",
    };

    /// <summary>A convolution with normalization and activation.</summary>
    public static TimmResidualBlock Convolution(int kernel, int stride, int filters, string activation) =>
        new(new InvertedResidual(kernel, null, filters, stride, activation) { Fused = true, AddsInput = false });

    public override Symbol Apply(Symbol input, string at, TorchLayers layers) =>
        Block.Apply(input, new TimmBlockNames(at, Block.Fused), layers);

    protected override bool Adds(int channels) => Block.Adds(channels);
}
