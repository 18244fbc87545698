using Graft.Backbones.Blocks;

namespace Graft.Backbones.Torchvision;

/// <summary>torchvision numbers the parts of a block that are there.</summary>
/// <param name="at">The name of the block's module.</param>
/// <param name="sequence">The name of the sequence inside that the parts are in.</param>
/// <param name="endsFlat">Whether the last convolution and its normalization are parts by themselves (MobileNet v2).</param>
internal sealed class TorchvisionBlockNames(string at, string sequence = "block", bool endsFlat = false) : BlockNames(at)
{
    private int parts;

    /// <summary>The parts of torchvision's <c>Conv2dNormActivation</c>.</summary>
    public static StepNames Step(string at) => new($"{at}.0", $"{at}.1", $"{at}.2");

    public override StepNames Next(BlockStep step) =>
        endsFlat && step == BlockStep.Narrow ? new(Part(), Part(), "") : Step(Part());

    public override SqueezeNames Squeeze()
    {
        var part = Part();
        return new($"{part}.avgpool", $"{part}.fc1", $"{part}.activation", $"{part}.fc2", $"{part}.scale_activation", $"{part}.mul");
    }

    private string Part() => $"{At}.{sequence}.{parts++}";
}
