using Graft.Backbones.Blocks;
using Graft.Layers;

namespace Graft.Backbones.Timm;

/// <summary>
/// The universal inverted bottleneck (MobileNet v4; Qin et al., 2024): filters channel by channel before the block is widened,
/// while it is wide, at both places, or at neither.
/// </summary>
/// <param name="Start">Size of the filters before; 0 for none.</param>
/// <param name="Middle">Size of the filters between; 0 for none.</param>
/// <param name="Stride">Stride of the filters between, or of those before where there are none between.</param>
/// <param name="Expanded">Channels inside.</param>
/// <param name="Filters">Channels that it gives.</param>
/// <param name="Activation">The activation inside.</param>
internal sealed record TimmUniversalBlock(int Start, int Middle, int Stride, int Expanded, int Filters, string Activation)
    : TimmBlock(Filters)
{
    /// <summary>Whether strides are averages of 2 x 2 cells.</summary>
    public bool AntiAliased { get; init; }

    protected override string Last => "pw_proj.bn";

    public override Symbol Apply(Symbol input, string at, TorchLayers layers)
    {
        var x = input;
        if (Start > 0)
            x = Filter(x, "dw_start", Start, Middle > 0 ? 1 : Stride, null);
        x = layers.Step(x, Names("pw_exp"), Expanded, 1, activation: Activation);
        if (Middle > 0)
            x = Filter(x, "dw_mid", Middle, Stride, Activation);
        x = layers.Step(x, Names("pw_proj"), Filters, 1);
        return Adds(input.Shape.Channels) ? new Add($"{at}.add").Apply([x, input]) : x;

        StepNames Names(string part) => TimmBlockNames.Step($"{at}.{part}.conv", $"{at}.{part}.bn");

        Symbol Filter(Symbol map, string part, int kernel, int stride, string? activation)
        {
            var smooth = AntiAliased && stride > 1;
            map = layers.Step(map, Names(part), map.Shape.Channels, kernel, smooth ? 1 : stride, map.Shape.Channels, activation);
            return smooth ? new AveragePooling2D(name: $"{at}.{part}.aa").Apply(map) : map;
        }
    }

    protected override bool Adds(int channels) => Stride == 1 && channels == Filters;
}
