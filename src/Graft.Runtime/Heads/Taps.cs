using System.Text.Json.Serialization;

namespace Graft.Runtime.Heads;

/// <summary>Which of a network's blocks a head sees, each by the mean of its output over the map.</summary>
public enum Taps
{
    /// <summary>The last one.</summary>
    [JsonStringEnumMemberName("last")]
    Last,

    /// <summary>All.</summary>
    [JsonStringEnumMemberName("blocks")]
    Blocks,
}
