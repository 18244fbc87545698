using System.Text.Json.Serialization;

namespace Graft.Runtime.Bundles;

/// <summary>Which published network a model stands on, with which weights.</summary>
/// <param name="Name">The backbone's name, such as <c>mobilenet_0.75.keras</c>.</param>
/// <param name="Weights">The weights it was loaded with; null where it was trained from scratch.</param>
public sealed record BackboneIdentity(string Name, WeightsIdentity? Weights = null);

/// <summary>Which file of published weights was used.</summary>
/// <param name="File">The file's name as it was published.</param>
/// <param name="Hash">The hash of the file that was read; null where it is not known.</param>
/// <param name="Licence">The licence under which the weights were published; null where it is not known.</param>
public sealed record WeightsIdentity(string File, ContentHash? Hash = null, string? Licence = null)
{
    /// <summary>Whether the licence is known to forbid commercial use: of the weights, and so of what is made of them.</summary>
    [JsonIgnore]
    public bool ForbidsCommercialUse => WeightsLicence.ForbidsCommercialUse(Licence);
}

/// <summary>A hash of some content.</summary>
/// <param name="Algorithm">In lower case without a dash: <c>sha256</c>, <c>md5</c>.</param>
/// <param name="Value">The hash in lower-case hexadecimal digits.</param>
public sealed record ContentHash(string Algorithm, string Value);
