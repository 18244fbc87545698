using Graft.Planning;
using Graft.Runtime.Bundles;
using Graft.Training;

namespace Graft.Cli.Results;

/// <summary>What came of <c>graft train</c>.</summary>
internal sealed record TrainedModel(
    string Model,
    string Backbone,
    string Head,
    string Taps,
    IReadOnlyList<string> Classes,
    PictureCounts Pictures,
    ParameterCounts Parameters,
    IReadOnlyList<TrainedEpoch> Epochs,
    IReadOnlyList<PlannedCandidate> Plan,
    PartFigures? Validation,
    PartMetrics? Test,
    double LargestDifference,
    TrunkFigures Trunk,
    ClassifierSeconds Seconds)
{
    public static TrainedModel Of(ClassifierResult result) => new(
        result.Model,
        result.Recipe.Backbone,
        result.Recipe.Head,
        "last",
        result.Classes,
        result.Pictures,
        new(result.Parameters, result.TrainableParameters),
        [.. result.Epochs.Select(TrainedEpoch.Of)],
        [],
        result.Validation is { } validation ? new(validation.Accuracy, validation.Loss) : null,
        result.Test,
        result.LargestDifference,
        new(result.Trunk.PicturesPerSecond, result.Trunk.PicturesRun, result.Trunk.DType, result.Trunk.PicturesRecalled),
        result.Seconds);
}

/// <summary>One epoch, counted from 1.</summary>
/// <param name="Epoch">Its number.</param>
/// <param name="Stage">What was trained: the head.</param>
/// <param name="Loss">The mean loss as training saw it.</param>
/// <param name="Accuracy">The accuracy as training saw it, from 0 to 1.</param>
/// <param name="ValidationLoss">The loss on the validation part after the epoch; null without one.</param>
/// <param name="ValidationAccuracy">The accuracy there; null without one.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record TrainedEpoch(
    int Epoch, string Stage, double Loss, double Accuracy, double? ValidationLoss, double? ValidationAccuracy, double Seconds)
{
    public static TrainedEpoch Of(EpochResult epoch) => new(
        epoch.Epoch + 1, "head", epoch["loss"], epoch["accuracy"], Optional(epoch, "val_loss"), Optional(epoch, "val_accuracy"),
        epoch.Duration.TotalSeconds);

    private static double? Optional(EpochResult epoch, string name) =>
        epoch.Values.TryGetValue(name, out var value) ? value : null;
}

/// <summary>A way to fine-tune that was tried or weighed; a training of the head alone weighs none.</summary>
internal sealed record PlannedCandidate(
    string Candidate, double? ValidationAccuracy, double? Low, double? High, double? Seconds, bool Chosen, string Why);

/// <summary>The figures on one part of the data.</summary>
internal sealed record PartFigures(double Accuracy, double Loss);
