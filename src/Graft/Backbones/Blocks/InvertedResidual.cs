using Graft.Layers;

namespace Graft.Backbones.Blocks;

/// <summary>
/// The block of MobileNet v2 and v3 and of EfficientNet in PyTorch: widened, filtered channel by channel, weighed, narrowed, and
/// added to its input where both are alike. Fused, one full convolution widens and filters.
/// </summary>
/// <param name="Kernel">Size of the filters.</param>
/// <param name="Expanded">Channels inside; null where the block does not widen its input.</param>
/// <param name="Filters">Channels that it gives.</param>
/// <param name="Stride">Stride of the filters.</param>
/// <param name="Activation">The activation inside.</param>
internal sealed record InvertedResidual(int Kernel, int? Expanded, int Filters, int Stride, string Activation)
{
    /// <summary>Channels inside the squeeze and excitation; null where there is none.</summary>
    public int? Squeezed { get; init; }

    /// <summary>The activation inside the squeeze and excitation.</summary>
    public string SqueezeActivation { get; init; } = "silu";

    /// <summary>The activation that gives the weights of channels.</summary>
    public string Gate { get; init; } = "sigmoid";

    /// <summary>Whether one convolution widens and filters.</summary>
    public bool Fused { get; init; }

    /// <summary>Whether a stride of a fused block is an average of 2 x 2 cells.</summary>
    public bool AntiAliased { get; init; }

    /// <summary>Whether the input is added where it has the output's shape.</summary>
    public bool AddsInput { get; init; } = true;

    /// <summary>Whether the block adds an input of so many channels to its output.</summary>
    public bool Adds(int channels) => AddsInput && Stride == 1 && channels == Filters;

    /// <summary>The block behind a map.</summary>
    public Symbol Apply(Symbol input, BlockNames names, TorchLayers layers)
    {
        var x = Fused ? ApplyFused(input, names, layers) : ApplySeparate(input, names, layers);
        return Adds(input.Shape.Channels) ? new Add(names.Sum).Apply([x, input]) : x;
    }

    private Symbol ApplyFused(Symbol x, BlockNames names, TorchLayers layers)
    {
        if (Expanded is not { } expanded)
            return layers.Step(x, names.Next(BlockStep.Whole), Filters, Kernel, Stride, activation: Activation);
        var smooth = AntiAliased && Stride > 1;
        x = layers.Step(x, names.Next(BlockStep.Widen), expanded, Kernel, smooth ? 1 : Stride, activation: Activation);
        if (smooth)
            x = new AveragePooling2D(name: names.Average).Apply(x);
        return layers.Step(x, names.Next(BlockStep.Narrow), Filters, 1);
    }

    private Symbol ApplySeparate(Symbol x, BlockNames names, TorchLayers layers)
    {
        if (Expanded is { } expanded)
            x = layers.Step(x, names.Next(BlockStep.Widen), expanded, 1, activation: Activation);
        var inside = x.Shape.Channels;
        x = layers.Step(x, names.Next(BlockStep.Filter), inside, Kernel, Stride, inside, Activation);
        if (Squeezed is { } squeezed)
            x = TorchLayers.SqueezeAndExcite(x, squeezed, SqueezeActivation, Gate, names.Squeeze());
        return layers.Step(x, names.Next(BlockStep.Narrow), Filters, 1);
    }
}
