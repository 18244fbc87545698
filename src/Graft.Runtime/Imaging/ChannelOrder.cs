using System.Text.Json.Serialization;

namespace Graft.Runtime.Imaging;

/// <summary>The order of the channels that a network was trained with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red first.</summary>
    [JsonStringEnumMemberName("rgb")]
    Rgb,

    /// <summary>Blue first (networks converted from Caffe, among them Keras's VGG).</summary>
    [JsonStringEnumMemberName("bgr")]
    Bgr,
}
