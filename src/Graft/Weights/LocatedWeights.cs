namespace Graft.Weights;

/// <summary>A weights file that was found.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Origin">How it was found.</param>
/// <param name="File">The published file that it stands for; null for a file that was given under another name.</param>
/// <param name="Warning">What a person should know about it (its hash is not the published one), or null.</param>
public sealed record LocatedWeights(string Path, WeightsOrigin Origin, PublishedFile? File, string? Warning = null);
