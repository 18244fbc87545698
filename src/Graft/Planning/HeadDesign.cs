using System.Globalization;
using Graft.Layers;

namespace Graft.Planning;

/// <summary>A head by its words on the command line: <c>linear</c>, <c>dense:256</c>, <c>dense:512,256</c>.</summary>
public sealed class HeadDesign
{
    private HeadDesign(string text, IReadOnlyList<int> hiddenUnits) => (Text, HiddenUnits) = (text, hiddenUnits);

    /// <summary>The words.</summary>
    public string Text { get; }

    /// <summary>Units of the hidden layers in the order they are passed; none for a linear head.</summary>
    public IReadOnlyList<int> HiddenUnits { get; }

    /// <summary>Reads the words.</summary>
    /// <exception cref="RecipeException">They name no head.</exception>
    public static HeadDesign Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "linear")
            return new HeadDesign(text, []);
        if (!text.StartsWith("dense:", StringComparison.Ordinal))
            throw Unknown(text);
        var units = text["dense:".Length..].Split(',').Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 65_536
                ? count
                : throw Unknown(text));
        return new HeadDesign(text, [.. units]);
    }

    /// <summary>
    /// Puts the head behind pooled features: standardised, then hidden layers with a rectifier, dropout, a softmax over the
    /// classes.
    /// </summary>
    /// <param name="features">A place in the graph, <c>[features]</c>.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="dropout">The share of values dropped in training before each layer but the first hidden one.</param>
    /// <param name="seed">Chooses the first weights.</param>
    /// <returns>The output, and the standardisation, which takes its numbers from data.</returns>
    internal (Symbol Output, Normalization Standardisation) Build(Symbol features, int classes, double dropout, int seed)
    {
        var initializer = new Initializer("glorot_uniform", seed);
        var standardisation = new Normalization("standardise");
        var x = standardisation.Apply(features);
        for (var i = 0; i < HiddenUnits.Count; i++)
        {
            x = new Dense(HiddenUnits[i], activation: "relu", kernelInitializer: initializer, name: $"hidden_{i + 1}").Apply(x);
            x = new Dropout(dropout, name: $"dropout_{i + 1}").Apply(x);
        }
        if (HiddenUnits.Count == 0)
            x = new Dropout(dropout, name: "dropout").Apply(x);
        var predictions = new Dense(classes, activation: "softmax", kernelInitializer: initializer, name: "predictions");
        return (predictions.Apply(x), standardisation);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static RecipeException Unknown(string text) =>
        new($"There is no head '{text}'. Heads are: linear, dense:UNITS, dense:UNITS,UNITS (for example dense:256).");
}
