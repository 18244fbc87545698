namespace Graft.Runtime.Bundles;

/// <summary>The files that a bundle consists of, by their names inside it.</summary>
public static class BundleParts
{
    /// <summary>What the model is and how it is used: a <see cref="BundleConfiguration"/>.</summary>
    public const string Configuration = "config.json";

    /// <summary>The weights under the layers' names, in the safetensors format.</summary>
    public const string Weights = "model.safetensors";

    /// <summary>The model that ONNX Runtime predicts with.</summary>
    public const string Onnx = "model.onnx";

    /// <summary>The model card, for people.</summary>
    public const string Card = "README.md";

    /// <summary>Every choice of the run that made the model.</summary>
    public const string Recipe = "recipe.json";

    /// <summary>
    /// What the head was found on, in the safetensors format, so that the model can be taught; only some bundles have it.
    /// </summary>
    public const string Teaching = "teaching.safetensors";

    /// <summary>
    /// What is added to a published network to make the model, in the safetensors format. A bundle that has it has neither
    /// <see cref="Onnx"/> nor <see cref="Weights"/>: it is small, and the published network makes it whole.
    /// </summary>
    public const string Adapters = "adapters.safetensors";

    /// <summary>All parts that every whole bundle has, in the order in which they lie in the file.</summary>
    public static IReadOnlyList<string> All { get; } = [Configuration, Card, Recipe, Onnx, Weights];

    /// <summary>Parts that a bundle may have, behind the others.</summary>
    public static IReadOnlyList<string> Optional { get; } = [Teaching, Adapters];

    /// <summary>The parts of a bundle that holds adapters alone, in the order in which they lie in the file.</summary>
    public static IReadOnlyList<string> OfAdapters { get; } = [Configuration, Card, Recipe, Adapters];
}
