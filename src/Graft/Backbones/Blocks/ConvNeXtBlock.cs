using Graft.Layers;

namespace Graft.Backbones.Blocks;

/// <summary>
/// ConvNeXt's block (Liu et al., 2022): windows of 7 x 7 in each channel, a normalization, two dense layers at each point, and a
/// learned factor, added to what came in. Publishers differ in the names of the layers alone.
/// </summary>
/// <param name="Depthwise">The name of the layer with the windows.</param>
/// <param name="Normalization">The name of the normalization.</param>
/// <param name="Expansion">The name of the first dense layer.</param>
/// <param name="Activation">The name of the activation behind it.</param>
/// <param name="Projection">The name of the second dense layer.</param>
/// <param name="Scale">The name of the layer with the factors; null where there are none.</param>
/// <param name="Sum">The name of the sum.</param>
internal sealed record ConvNeXtBlock(
    string Depthwise, string Normalization, string Expansion, string Activation, string Projection, string? Scale,
    string Sum)
{
    /// <summary>What is added to a variance by most.</summary>
    public const double UsualEpsilon = 1e-6;

    private const double FirstFactor = 1e-6;

    /// <summary>What is added to a variance.</summary>
    public double Epsilon { get; init; } = UsualEpsilon;

    /// <summary>The size of the windows.</summary>
    public int Kernel { get; init; } = 7;

    /// <summary>What stands between the dense layers.</summary>
    public string Function { get; init; } = "gelu";

    /// <summary>Whether the dense layers are convolutions of 1 x 1: the same numbers under other shapes.</summary>
    public bool Convolves { get; init; }

    /// <summary>The name of the second version's normalization of responses behind the activation; null for none.</summary>
    public string? Response { get; init; }

    /// <summary>The name of a layer before the sum that does nothing, and that Keras lists; null for none.</summary>
    public string? Identity { get; init; }

    /// <summary>The block behind a map.</summary>
    public Symbol Apply(Symbol input)
    {
        var channels = input.Shape.Channels;
        var x = new Conv2D(
            channels, Kernel, padding: "same", groups: channels, name: Depthwise).Apply(input);
        x = new LayerNormalization(Epsilon, name: Normalization).Apply(x);
        x = new Activation(Function, Activation).Apply(AtEachPoint(x, 4 * channels, Expansion));
        if (Response is not null)
            x = new GlobalResponseNormalization(name: Response).Apply(x);
        x = AtEachPoint(x, channels, Projection);
        if (Scale is not null)
            x = new LayerScale(FirstFactor, name: Scale).Apply(x);
        if (Identity is not null)
            x = new Activation("linear", Identity).Apply(x);
        return new Add(Sum).Apply(input, x);
    }

    private Symbol AtEachPoint(Symbol x, int channels, string name) =>
        Convolves ? new Conv2D(channels, 1, name: name).Apply(x) : new Dense(channels, name: name).Apply(x);
}
