using System.Text.Json.Serialization;

namespace Graft.Runtime.Bundles;

/// <summary>What a bundle's model is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BundleTask>))]
public enum BundleTask
{
    /// <summary>Pictures in, one of several classes out: there are labels and a preprocessing.</summary>
    [JsonStringEnumMemberName("image-classification")]
    ImageClassification,

    /// <summary>A graph of layers whose inputs and outputs only its maker knows.</summary>
    [JsonStringEnumMemberName("model")]
    Model,
}
