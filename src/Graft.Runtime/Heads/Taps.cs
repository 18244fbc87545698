using System.Text.Json.Serialization;

namespace Graft.Runtime.Heads;

/// <summary>What a head sees of a network.</summary>
public enum Taps
{
    /// <summary>The last block, by the mean of each channel over the map.</summary>
    [JsonStringEnumMemberName("last")]
    Last,

    /// <summary>All blocks, by their means.</summary>
    [JsonStringEnumMemberName("blocks")]
    Blocks,

    /// <summary>All blocks, by their means and by how far values spread over the map: their standard deviations.</summary>
    [JsonStringEnumMemberName("deviations")]
    Deviations,
}
