using System.Text.Json.Nodes;

namespace Graft.Layers;

/// <summary>Makes layers from their configurations.</summary>
internal static class LayerTypes
{
    private static readonly Dictionary<string, Func<JsonObject, string, Layer>> Makers = new(StringComparer.Ordinal)
    {
        ["Activation"] = Activation.FromConfiguration,
        ["AdaptiveAveragePooling2D"] = AdaptiveAveragePooling2D.FromConfiguration,
        ["Add"] = (_, name) => new Add(name),
        ["AveragePooling2D"] = AveragePooling2D.FromConfiguration,
        ["BatchNormalization"] = BatchNormalization.FromConfiguration,
        ["Concatenate"] = Concatenate.FromConfiguration,
        ["Conv2D"] = Conv2D.FromConfiguration,
        ["Cropping2D"] = Cropping2D.FromConfiguration,
        ["CustomScaleLayer"] = ScaledSum.FromConfiguration,
        ["Dense"] = Dense.FromConfiguration,
        ["DepthwiseConv2D"] = DepthwiseConv2D.FromConfiguration,
        ["Dropout"] = Dropout.FromConfiguration,
        ["Flatten"] = (_, name) => new Flatten(name),
        ["GlobalAveragePooling2D"] = GlobalAveragePooling2D.FromConfiguration,
        ["GlobalDeviationPooling2D"] = GlobalDeviationPooling2D.FromConfiguration,
        ["GlobalMaxPooling2D"] = GlobalMaxPooling2D.FromConfiguration,
        ["GlobalResponseNormalization"] = GlobalResponseNormalization.FromConfiguration,
        ["LayerNormalization"] = LayerNormalization.FromConfiguration,
        ["LayerScale"] = LayerScale.FromConfiguration,
        ["LearnedTokens"] = LearnedTokens.FromConfiguration,
        ["MaxPooling2D"] = MaxPooling2D.FromConfiguration,
        ["Multiply"] = (_, name) => new Multiply(name),
        ["Normalization"] = Normalization.FromConfiguration,
        ["Permute"] = Permute.FromConfiguration,
        ["PositionEmbedding"] = PositionEmbedding.FromConfiguration,
        ["ReLU"] = ReLU.FromConfiguration,
        ["Rescaling"] = Rescaling.FromConfiguration,
        ["Reshape"] = Reshape.FromConfiguration,
        ["SelfAttention"] = SelfAttention.FromConfiguration,
        ["SeparableConv2D"] = SeparableConv2D.FromConfiguration,
        ["Softmax"] = Softmax.FromConfiguration,
        ["SquareRoot"] = (_, name) => new SquareRoot(name),
        ["StepPooling"] = StepPooling.FromConfiguration,
        ["UpSampling2D"] = UpSampling2D.FromConfiguration,
        ["ZeroPadding2D"] = ZeroPadding2D.FromConfiguration,
    };

    /// <summary>The names of all types.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>A layer of a type.</summary>
    /// <exception cref="ArgumentException">There is no such type, or the configuration does not fit it.</exception>
    public static Layer Make(string typeName, JsonObject configuration, string name)
    {
        if (!Makers.TryGetValue(typeName, out var make))
            throw new ArgumentException(
                $"Layer '{name}' is of the unknown type '{typeName}'. Known: {string.Join(", ", Names)}.");
        try
        {
            return make(configuration, name);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Layer '{name}' ({typeName}): {e.Message}", e);
        }
    }
}
