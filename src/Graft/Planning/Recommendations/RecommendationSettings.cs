using Graft.Trunk;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Planning.Recommendations;

/// <summary>How backbones are measured, and by what they are ranked.</summary>
public sealed record RecommendationSettings
{
    /// <summary>The fewest pictures that can tell anything.</summary>
    public const int LeastPictures = CrossValidation.FewestPictures;

    /// <summary>What counts most.</summary>
    public BackbonePreference Preference { get; init; }

    /// <summary>How long all of it may take. Above 0.</summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many training pictures are looked at, at least 10; null for up to 1000 (with very many classes 10 of each), and fewer where
    /// the budget would not do for all backbones, but not fewer than 250 (5 of each).
    /// </summary>
    public int? Pictures { get; init; }

    /// <summary>Chooses the pictures.</summary>
    public int Seed { get; init; }

    /// <summary>What the backbones are computed in.</summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Where published weights are looked for, and which licences are accepted; null for what the environment says.
    /// </summary>
    public WeightsSearch? Search { get; init; }

    /// <summary>Keeps features, also for a training that follows; null: nothing is kept.</summary>
    public FeatureStore? Store { get; init; }

    /// <summary>Threads to compute and decode with, at least 1; null for as many as there are processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Is told how far the measuring is, on the thread that measures.</summary>
    public IProgress<RecommendationProgress>? Progress { get; init; }

    /// <summary>Is told in a sentence what is about to be done and how long it will take.</summary>
    public IProgress<string>? Announcements { get; init; }

    /// <summary>Tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
