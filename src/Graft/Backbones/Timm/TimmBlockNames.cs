using Graft.Backbones.Blocks;

namespace Graft.Backbones.Timm;

/// <summary>timm names the convolutions of its mobile networks' blocks, and numbers the normalizations.</summary>
/// <param name="at">The name of the block's module.</param>
/// <param name="fused">Whether one convolution widens and filters.</param>
internal sealed class TimmBlockNames(string at, bool fused) : BlockNames(at)
{
    private int steps;
    private bool widened;

    /// <summary>A convolution and timm's normalization, which has the activation in it.</summary>
    public static StepNames Step(string convolution, string normalization) =>
        new(convolution, normalization, $"{normalization}.act");

    public override StepNames Next(BlockStep step)
    {
        var convolution = step switch
        {
            BlockStep.Widen => fused ? "conv_exp" : "conv_pw",
            BlockStep.Filter => "conv_dw",
            BlockStep.Narrow => widened ? "conv_pwl" : "conv_pw",
            _ => "conv",
        };
        widened |= step == BlockStep.Widen;
        return Step($"{At}.{convolution}", $"{At}.bn{++steps}");
    }

    public override SqueezeNames Squeeze() => new(
        $"{At}.se.pool", $"{At}.se.conv_reduce", $"{At}.se.act1", $"{At}.se.conv_expand", $"{At}.se.gate", $"{At}.se.mul");
}
