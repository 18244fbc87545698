using Graft.Layers;

namespace Graft.Backbones.Blocks;

/// <summary>
/// The block of a vision transformer (Dosovitskiy et al., 2020): steps look at each other, then two dense layers at each step;
/// each behind a normalization, and added to what came in.
/// </summary>
/// <param name="Heads">Heads of the attention.</param>
/// <param name="Hidden">Channels between the dense layers.</param>
/// <param name="Epsilon">What is added to a variance.</param>
/// <param name="Names">What the layers are called.</param>
internal sealed record TransformerBlock(int Heads, int Hidden, double Epsilon, TransformerNames Names)
{
    /// <summary>The name of the layer that ends a block, below the block's own.</summary>
    public const string End = "add_1";

    /// <summary>The first factors of what is added (Touvron et al., 2021); null where there are none.</summary>
    public double? FirstFactor { get; init; }

    /// <summary>What stands between the dense layers.</summary>
    public string Activation { get; init; } = "gelu";

    /// <summary>Whether the product that makes queries, keys and values has a bias.</summary>
    public bool HasPackedBias { get; init; } = true;

    /// <summary>The block behind steps.</summary>
    public Symbol Apply(Symbol input, string at)
    {
        var channels = input.Shape.Channels;
        var x = Normalize(input, $"{at}.{Names.FirstNormalization}");
        x = new Dense(3 * channels, useBias: HasPackedBias, name: $"{at}.{Names.Packed}").Apply(x);
        x = new SelfAttention(Heads, $"{at}.{Names.Heads}").Apply(x);
        x = Scale(new Dense(channels, name: $"{at}.{Names.Mixing}").Apply(x), $"{at}.ls1");
        var between = new Add($"{at}.add").Apply(input, x);

        x = Normalize(between, $"{at}.{Names.SecondNormalization}");
        x = new Dense(Hidden, name: $"{at}.{Names.Expansion}").Apply(x);
        x = new Activation(Activation, $"{at}.{Names.Activation}").Apply(x);
        x = Scale(new Dense(channels, name: $"{at}.{Names.Projection}").Apply(x), $"{at}.ls2");
        return new Add($"{at}.{End}").Apply(between, x);
    }

    private Symbol Normalize(Symbol x, string name) => new LayerNormalization(Epsilon, name: name).Apply(x);

    private Symbol Scale(Symbol x, string name) => FirstFactor is { } first ? new LayerScale(first, name).Apply(x) : x;
}
