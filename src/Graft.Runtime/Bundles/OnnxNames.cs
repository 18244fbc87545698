namespace Graft.Runtime.Bundles;

/// <summary>The names by which a bundle's <c>model.onnx</c> is used, the same in every classifier.</summary>
public static class OnnxNames
{
    /// <summary>The input: uint8 <c>[batch, height, width, 3]</c>, red first, after resize and crop.</summary>
    public const string Pixels = "pixels";

    /// <summary>The first output: float32 <c>[batch, classes]</c>, from 0 to 1.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>The second output: float32 <c>[batch, classes]</c>, the values before softmax.</summary>
    public const string Logits = "logits";

    /// <summary>
    /// The third output, which only models that <c>graft train</c> made have: float32 <c>[batch, features]</c>, the means of
    /// the maps that the head sees, block after block.
    /// </summary>
    public const string Features = "features";

    /// <summary>The key of the labels among the model's properties: a JSON array of texts, in the order of the outputs.</summary>
    public const string LabelsProperty = "labels";

    /// <summary>
    /// The key of the preprocessing among the model's properties: the JSON object that <c>config.json</c> holds too.
    /// </summary>
    public const string PreprocessingProperty = "preprocessing";

    /// <summary>
    /// The key of the published weights' hash among the model's properties: the algorithm, a colon, hexadecimal digits.
    /// </summary>
    public const string WeightsHashProperty = "weights_hash";
}
