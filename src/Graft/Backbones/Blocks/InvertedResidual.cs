using Graft.Layers;

namespace Graft.Backbones.Blocks;

/// <summary>
/// The block of MobileNet v3 and EfficientNet as in torchvision: widened, filtered channel by channel, weighed, narrowed, and added
/// to its input where both are alike. Fused, one full convolution widens and filters.
/// </summary>
/// <param name="Kernel">Size of the filters.</param>
/// <param name="Expanded">Channels inside.</param>
/// <param name="Filters">Channels that it gives.</param>
/// <param name="Stride">Stride of the filters.</param>
/// <param name="Activation">The activation inside.</param>
internal sealed record InvertedResidual(int Kernel, int Expanded, int Filters, int Stride, string Activation)
{
    /// <summary>Channels inside the squeeze and excitation; null where there is none.</summary>
    public int? Squeezed { get; init; }

    /// <summary>The activation inside the squeeze and excitation.</summary>
    public string SqueezeActivation { get; init; } = "silu";

    /// <summary>The activation that gives the weights of channels.</summary>
    public string Gate { get; init; } = "sigmoid";

    /// <summary>Whether one convolution widens and filters.</summary>
    public bool Fused { get; init; }

    /// <summary>The block behind a map; the name is its module's.</summary>
    public Symbol Apply(Symbol input, string at, TorchLayers layers)
    {
        var (x, part) = (input, 0);
        var widens = Expanded != input.Shape.Channels;
        if (Fused)
        {
            x = layers.Step(x, Next(), widens ? Expanded : Filters, Kernel, Stride, activation: Activation);
            if (widens)
                x = layers.Step(x, Next(), Filters, 1);
        }
        else
        {
            if (widens)
                x = layers.Step(x, Next(), Expanded, 1, activation: Activation);
            x = layers.Step(x, Next(), Expanded, Kernel, Stride, Expanded, Activation);
            if (Squeezed is { } squeezed)
                x = TorchLayers.SqueezeAndExcite(x, Next(), squeezed, SqueezeActivation, Gate);
            x = layers.Step(x, Next(), Filters, 1);
        }
        return Stride == 1 && input.Shape.Channels == Filters ? new Add($"{at}.add").Apply([x, input]) : x;

        string Next() => $"{at}.block.{part++}";
    }
}
