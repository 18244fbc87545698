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
/// <param name="Scale">The name of the layer with the factors.</param>
/// <param name="Sum">The name of the sum.</param>
internal sealed record ConvNeXtBlock(
    string Depthwise, string Normalization, string Expansion, string Activation, string Projection, string Scale, string Sum)
{
    /// <summary>What is added to a variance.</summary>
    public const double Epsilon = 1e-6;

    private const double FirstFactor = 1e-6;

    /// <summary>The name of a layer before the sum that does nothing, and that Keras lists; null for none.</summary>
    public string? Identity { get; init; }

    /// <summary>The block behind a map.</summary>
    public Symbol Apply(Symbol input)
    {
        var channels = input.Shape.Channels;
        var x = new Conv2D(channels, 7, padding: "same", groups: channels, name: Depthwise).Apply(input);
        x = new LayerNormalization(Epsilon, name: Normalization).Apply(x);
        x = new Dense(4 * channels, name: Expansion).Apply(x);
        x = new Activation("gelu", Activation).Apply(x);
        x = new Dense(channels, name: Projection).Apply(x);
        x = new LayerScale(FirstFactor, name: Scale).Apply(x);
        if (Identity is not null)
            x = new Activation("linear", Identity).Apply(x);
        return new Add(Sum).Apply(input, x);
    }
}
