using System.Text.Json.Serialization;

namespace Graft.Runtime.Imaging;

/// <summary>How a resized pixel is computed from the pixels around it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Interpolation>))]
public enum Interpolation
{
    /// <summary>The nearest pixel.</summary>
    [JsonStringEnumMemberName("nearest")]
    Nearest,

    /// <summary>The mean of the pixels below.</summary>
    [JsonStringEnumMemberName("box")]
    Box,

    /// <summary>Linear in both directions.</summary>
    [JsonStringEnumMemberName("bilinear")]
    Bilinear,

    /// <summary>A Hamming window.</summary>
    [JsonStringEnumMemberName("hamming")]
    Hamming,

    /// <summary>Cubic convolution, a = -0.5.</summary>
    [JsonStringEnumMemberName("bicubic")]
    Bicubic,

    /// <summary>A Lanczos window of three lobes.</summary>
    [JsonStringEnumMemberName("lanczos")]
    Lanczos,
}
