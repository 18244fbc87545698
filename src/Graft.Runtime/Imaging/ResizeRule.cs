using System.Text.Json.Serialization;

namespace Graft.Runtime.Imaging;

/// <summary>How a picture is brought to the size that a network wants.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResizeRule>))]
public enum ResizeRule
{
    /// <summary>The whole picture is stretched; its aspect ratio is not kept (Keras).</summary>
    [JsonStringEnumMemberName("squash")]
    Squash,

    /// <summary>
    /// The shorter side is brought to <see cref="Preprocessing.ResizeSize"/>, then the middle is cut out (torchvision, timm).
    /// </summary>
    [JsonStringEnumMemberName("shortSide")]
    ShortSide,
}
