using Graft.Operations;
using Graft.Weights;

namespace Graft.Backbones;

/// <summary>How a backbone is loaded.</summary>
public sealed record BackboneOptions
{
    /// <summary>The published weights, wherever they are found.</summary>
    public const string Published = "imagenet";

    /// <summary>Whether its classifier is part of it.</summary>
    /// <value>The default is false.</value>
    public bool IncludeTop { get; init; }

    /// <summary>Height, width and 3; null for the shape that it was trained with.</summary>
    public Shape? InputShape { get; init; }

    /// <summary><see cref="Published"/>, a weights file's path, or null for fresh weights.</summary>
    public string? Weights { get; init; } = Published;

    /// <summary>Where published weights are looked for; null for what the environment says.</summary>
    public WeightsSearch? Search { get; init; }
}
