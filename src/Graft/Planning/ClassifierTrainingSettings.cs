using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Planning;

/// <summary>What belongs to the machine and not to the model.</summary>
public sealed record ClassifierTrainingSettings
{
    /// <summary>Where published weights are looked for; null for what the environment says.</summary>
    public WeightsSearch? Search { get; init; }

    /// <summary>
    /// A finished model to continue from, with its <see cref="FinishedModel.Recipe"/>; null: the training starts with published weights.
    /// </summary>
    public FinishedModel? From { get; init; }

    /// <summary>
    /// Whether adapters and the head alone are written, beside the backbone's name and hash, where adapters are trained
    /// (<see cref="FineTuneDepth.Lora"/>, <see cref="FineTuneDepth.Ssf"/>): <c>Model.Load</c> puts them onto the backbone again.
    /// </summary>
    public bool AdaptersOnly { get; init; }

    /// <summary>Keeps the published network's features from one training to the next; null: nothing is kept.</summary>
    public FeatureStore? Store { get; init; }

    /// <summary>Threads to compute and decode with, at least 1; null for as many as there are processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Is told how far the training is, on the thread that trains.</summary>
    public IProgress<ClassifierProgress>? Progress { get; init; }

    /// <summary>Is told in a sentence what is about to be done and how long it will take, where that was predicted.</summary>
    public IProgress<string>? Announcements { get; init; }

    /// <summary>
    /// How long a training may take that finds out itself whether to fine-tune, from its start, without the last measurement. Above 0.
    /// </summary>
    /// <value>The default is 15 minutes.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// A folder in which the state of the training is kept while it runs, so that it can go on after it was ended at any moment; what
    /// was kept there of another is replaced, and in the end it is removed. Null: nothing is kept.
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
