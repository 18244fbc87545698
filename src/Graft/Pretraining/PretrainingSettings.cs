using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Pretraining;

/// <summary>What belongs to the machine and not to the network.</summary>
public sealed record PretrainingSettings
{
    /// <summary>Where published weights of a teacher are looked for; null for what the environment says.</summary>
    public WeightsSearch? Search { get; init; }

    /// <summary>Keeps a teacher's outputs from one training to the next; null: nothing is kept.</summary>
    public FeatureStore? Store { get; init; }

    /// <summary>Threads to compute and decode with, at least 1; null for as many as there are processors.</summary>
    public int? Threads { get; init; }

    /// <summary>What decoded pictures may take in memory, at least 0, in bytes; null: a quarter of what is free.</summary>
    public long? PictureMemory { get; init; }

    /// <summary>Is told how far the training is, on the thread that trains.</summary>
    public IProgress<PretrainingProgress>? Progress { get; init; }

    /// <summary>Is told in a sentence what a person should know.</summary>
    public IProgress<string>? Announcements { get; init; }

    /// <summary>
    /// A folder in which the state of the training is kept while it runs, so that it can go on after it was ended at any moment; in
    /// the end it is removed. Null: nothing is kept.
    /// </summary>
    public string? Checkpoints { get; init; }

    /// <summary>
    /// Whether the training goes on from <see cref="Checkpoints"/>, to the same weights as if it had not been ended; where nothing was
    /// kept, it begins from the start and says so.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
