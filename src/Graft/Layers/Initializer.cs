using Graft.Engine;
using Graft.Operations;

namespace Graft.Layers;

/// <summary>
/// How a weight's first values are made. Random ones come from the seed and the weight's name alone, so that the same program
/// starts from the same values; another seed gives others.
/// </summary>
/// <param name="Name">Keras's name: <c>zeros</c>, <c>ones</c>, <c>glorot_uniform</c>, <c>he_normal</c>, ...</param>
/// <param name="Seed">Chooses among the streams of random numbers.</param>
public sealed record Initializer(string Name, int Seed = 0)
{
    private static readonly string[] Names =
    [
        "zeros", "ones", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal",
        "random_uniform", "random_normal", "truncated_normal", "constant",
    ];

    /// <summary>All zero.</summary>
    public static Initializer Zeros { get; } = new("zeros");

    /// <summary>All one.</summary>
    public static Initializer Ones { get; } = new("ones");

    /// <summary>All the same.</summary>
    /// <param name="value">The value.</param>
    public static Initializer Constant(double value) => new("constant") { Value = (float)value };

    /// <summary>Glorot and Bengio (2010), uniform: the default of kernels.</summary>
    public static Initializer GlorotUniform { get; } = new("glorot_uniform");

    /// <summary>Keras's name.</summary>
    public string Name { get; } = Array.IndexOf(Names, Name) >= 0
        ? Name
        : throw new ArgumentException($"There is no initializer '{Name}'. Known: {string.Join(", ", Names)}.", nameof(Name));

    /// <summary>What <see cref="Constant"/> fills with.</summary>
    public float Value { get; private init; }

    /// <summary>An initializer by its name.</summary>
    public static implicit operator Initializer(string name) => new(name);

    /// <summary>Makes the values.</summary>
    /// <param name="shape">A weight's shape in Keras's order of axes.</param>
    /// <param name="key">The weight's name; it chooses the stream together with the seed.</param>
    internal float[] Create(Shape shape, string key)
    {
        var values = new float[shape.Size];
        if (Name == "zeros")
            return values;
        if (Name is "ones" or "constant")
        {
            Array.Fill(values, Name == "ones" ? 1f : Value);
            return values;
        }
        var random = new RandomStream(Seed, key);
        var receptiveField = shape.Dimensions.SkipLast(2).Aggregate(1L, (product, d) => product * d);
        var fanIn = shape.Rank < 2 ? shape.Size : shape[-2] * receptiveField;
        var fanOut = shape.Rank < 2 ? shape.Size : shape[-1] * receptiveField;
        var variance = Name[..Name.IndexOf('_', StringComparison.Ordinal)] switch
        {
            "glorot" => 2.0 / (fanIn + fanOut),
            "he" => 2.0 / fanIn,
            "lecun" => 1.0 / fanIn,
            _ => 0.05 * 0.05,
        };
        // Cutting a normal distribution at two deviations leaves this much of its deviation.
        const double Truncation = 0.87962566103423978;
        var deviation = Math.Sqrt(variance);
        Func<double> draw = Name switch
        {
            "random_uniform" => () => random.NextUniform() * 0.1 - 0.05,
            "random_normal" => () => random.NextNormal() * deviation,
            "truncated_normal" => () => random.NextTruncatedNormal() * deviation,
            _ when Name.EndsWith("_uniform", StringComparison.Ordinal) =>
                () => (random.NextUniform() * 2 - 1) * Math.Sqrt(3) * deviation,
            _ => () => random.NextTruncatedNormal() * deviation / Truncation,
        };
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)draw();
        return values;
    }
}
