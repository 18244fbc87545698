using System.Globalization;
using Graft.Layers;
using Graft.Runtime.Heads;

namespace Graft.Planning;

/// <summary>
/// A head by its words on the command line. Found without epochs: <c>discriminant</c>, <c>logistic</c>, and <c>auto</c> for the
/// better one; trained: <c>linear</c>, <c>dense:256</c>, <c>dense:512,256</c>.
/// </summary>
public sealed class HeadDesign
{
    /// <summary>The better one of the heads that are found without epochs.</summary>
    public const string Auto = "auto";

    /// <summary>One dense layer, trained in epochs.</summary>
    public const string Linear = "linear";

    /// <summary>Linear discriminant analysis.</summary>
    public const string Discriminant = "discriminant";

    /// <summary>Multinomial logistic regression.</summary>
    public const string Logistic = "logistic";

    private HeadDesign(string text, bool isTrained, IReadOnlyList<int> hiddenUnits) =>
        (Text, IsTrained, HiddenUnits) = (text, isTrained, hiddenUnits);

    /// <summary>The words.</summary>
    public string Text { get; }

    /// <summary>Whether it is trained in epochs, not found without.</summary>
    public bool IsTrained { get; }

    /// <summary>Which of the heads that are found without epochs; null for any, and for a trained one.</summary>
    public HeadKind? Kind => Text switch
    {
        Discriminant => HeadKind.Discriminant,
        Logistic => HeadKind.Logistic,
        _ => null,
    };

    /// <summary>Units of the hidden layers in the order they are passed; none for a linear head.</summary>
    public IReadOnlyList<int> HiddenUnits { get; }

    /// <summary>Reads the words.</summary>
    /// <exception cref="RecipeException">They name no head.</exception>
    public static HeadDesign Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is Auto or Discriminant or Logistic)
            return new HeadDesign(text, isTrained: false, []);
        if (text == Linear)
            return new HeadDesign(text, isTrained: true, []);
        if (!text.StartsWith("dense:", StringComparison.Ordinal))
            throw Unknown(text);
        var units = text["dense:".Length..].Split(',').Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 65_536
                ? count
                : throw Unknown(text));
        return new HeadDesign(text, isTrained: true, [.. units]);
    }

    /// <summary>
    /// Puts a head that is to be trained behind pooled features: standardised, then hidden layers with a rectifier, dropout, a softmax over the
    /// classes.
    /// </summary>
    /// <param name="features">A place in the graph, <c>[features]</c>.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="dropout">The share of values dropped in training before each layer but the first hidden one.</param>
    /// <param name="seed">Chooses the first weights.</param>
    /// <returns>The output, and the standardisation, which takes its numbers from data.</returns>
    internal (Symbol Output, Normalization Standardisation) Build(Symbol features, int classes, double dropout, int seed)
    {
        var standardisation = new Normalization("standardise");
        return (BuildOn(standardisation.Apply(features), classes, dropout, seed), standardisation);
    }

    /// <summary>The same without a standardisation, for features that are trained themselves.</summary>
    internal Symbol BuildOn(Symbol features, int classes, double dropout, int seed)
    {
        var initializer = new Initializer("glorot_uniform", seed);
        var x = features;
        for (var i = 0; i < HiddenUnits.Count; i++)
        {
            x = new Dense(HiddenUnits[i], activation: "relu", kernelInitializer: initializer, name: $"hidden_{i + 1}").Apply(x);
            x = new Dropout(dropout, name: $"dropout_{i + 1}").Apply(x);
        }
        if (HiddenUnits.Count == 0)
            x = new Dropout(dropout, name: "dropout").Apply(x);
        var predictions = new Dense(classes, activation: "softmax", kernelInitializer: initializer, name: "predictions");
        return predictions.Apply(x);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static RecipeException Unknown(string text) =>
        new($"There is no head '{text}'. Heads are: auto, discriminant, logistic, linear, dense:UNITS, dense:UNITS,UNITS "
            + "(for example dense:256).");
}
