using Graft.Data;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;
using Graft.Training;
using Graft.Trunk;

namespace Graft.Planning;

/// <summary>What came of a training.</summary>
public sealed record ClassifierResult
{
    /// <summary>
    /// The value of <see cref="FineTuning"/>'s epochs that tells the best one: the cross-entropy of the validation pictures, without
    /// label smoothing.
    /// </summary>
    public const string FineTuningLoss = "val_categorical_crossentropy";

    /// <summary>The bundle that was written.</summary>
    public required string Model { get; init; }

    /// <summary>The recipe that was followed.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>What was kept of the finished model that it continued from; null: it started with published weights.</summary>
    public ContinuedFrom? From { get; init; }

    /// <summary>The names of the classes in the order of the outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The usable pictures of each part.</summary>
    public required PictureCounts Pictures { get; init; }

    /// <summary>The pictures that cannot be used, each with its reason.</summary>
    public required IReadOnlyList<UnusablePicture> Unusable { get; init; }

    /// <summary>The pictures that occur more than once, byte for byte.</summary>
    public required IReadOnlyList<SamePictures> SamePictures { get; init; }

    /// <summary>Number of weights.</summary>
    public required long Parameters { get; init; }

    /// <summary>Number of weights that were trained.</summary>
    public required long TrainableParameters { get; init; }

    /// <summary>The epochs of the head's training; none where it was found without.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>What fine-tuning came to; null where there was none, or it was stopped before it began.</summary>
    public FineTuneResult? FineTuning { get; init; }

    /// <summary>What the steps of the fine-tuning multiplied in; null where there were none.</summary>
    public Precision? StepPrecision { get; init; }

    /// <summary>
    /// Whether it was asked to stop while it fine-tuned: the model is then the best one so far, and the recipe ends there, too.
    /// </summary>
    public bool WasStopped { get; init; }

    /// <summary>The heads that were tried, judged by training pictures that were left out; none where there was no choice.</summary>
    public required IReadOnlyList<HeadCandidate> Candidates { get; init; }

    /// <summary>The fine-tunings that were considered, the head alone first; none where it was said what to fine-tune.</summary>
    public IReadOnlyList<FineTuneCandidate> Plan { get; init; } = [];

    /// <summary>The written file's figures on the pictures that choices were made by; null where there are none.</summary>
    public required PartMetrics? Validation { get; init; }

    /// <summary>The written file's figures on the pictures that took no part in any choice; null where there are none.</summary>
    public required PartMetrics? Test { get; init; }

    /// <summary>
    /// The largest difference of a probability between the trained model and the written one, on real pictures of the set.
    /// </summary>
    public required double LargestDifference { get; init; }

    /// <summary>What the trunk did.</summary>
    public required TrunkFigures Trunk { get; init; }

    /// <summary>Where the time went.</summary>
    public required ClassifierSeconds Seconds { get; init; }

    /// <summary>
    /// Pictures of the validation and test parts of which only the written head was run, as an earlier model on the same network
    /// gave their features.
    /// </summary>
    internal int MeasuredFromStore { get; init; }

    /// <summary>The published weights that the model stands on, with their licence; null where they are not known.</summary>
    public WeightsIdentity? Weights { get; init; }

    /// <summary>What a person should know about the weights file (its hash is not the published one), or null.</summary>
    public string? WeightsWarning { get; init; }
}

/// <summary>Numbers of pictures.</summary>
/// <param name="Train">To learn from.</param>
/// <param name="Validation">To choose by.</param>
/// <param name="Test">To measure on, once.</param>
/// <param name="Unusable">That could not be read.</param>
public sealed record PictureCounts(int Train, int Validation, int Test, int Unusable);

/// <summary>What the trunk did.</summary>
/// <param name="PicturesPerSecond">Pictures divided by the seconds spent inside the trunk, decoding left out.</param>
/// <param name="PicturesRun">Pictures that went through it.</param>
/// <param name="PicturesRecalled">Pictures whose features were known from an earlier run.</param>
/// <param name="DType">The type of the numbers it computed with.</param>
/// <param name="Remark">Why it computed in them.</param>
public sealed record TrunkFigures(
    double PicturesPerSecond, int PicturesRun, int PicturesRecalled, string DType, string Remark);

/// <summary>Seconds of a training.</summary>
/// <param name="Total">From start to end.</param>
/// <param name="Decode">Reading, decoding and resizing, all threads together.</param>
/// <param name="Trunk">Inside the trunk.</param>
/// <param name="Head">Training the head.</param>
/// <param name="FineTune">Training the backbone.</param>
public sealed record ClassifierSeconds(double Total, double Decode, double Trunk, double Head, double FineTune);
