using Graft.Evaluation;
using Graft.Planning;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;
using Graft.Training;
using Graft.Trunk;

namespace Graft.Cli.Results;

/// <summary>
/// What came of <c>graft train</c>. The taps are <c>last</c> or <c>blocks</c>, as the option has them; beside them stands whether the head sees how
/// far the blocks' values spread, too.
/// </summary>
internal sealed record TrainedModel(
    string Model,
    ContinuedFrom? From,
    string Backbone,
    string Head,
    string Taps,
    bool Deviations,
    IReadOnlyList<string> Classes,
    PictureCounts Pictures,
    ParameterCounts Parameters,
    IReadOnlyList<TrainedEpoch> Epochs,
    IReadOnlyList<PlannedCandidate> Plan,
    FineTuningFigures? FineTuning,
    PartFigures? Validation,
    PartMetrics? Test,
    double LargestDifference,
    TrunkFigures Trunk,
    ClassifierSeconds Seconds)
{
    public static TrainedModel Of(ClassifierResult result) => new(
        result.Model,
        result.From,
        result.Recipe.Backbone,
        result.Recipe.Head,
        TapsNames.Of(TapsNames.Parse(result.Recipe.Taps) is Runtime.Heads.Taps.Last ? Runtime.Heads.Taps.Last : Runtime.Heads.Taps.Blocks),
        TapsNames.Parse(result.Recipe.Taps) is Runtime.Heads.Taps.Deviations,
        result.Classes,
        result.Pictures,
        new(result.Parameters, result.TrainableParameters),
        [
            .. result.Epochs.Select(TrainedEpoch.OfHead),
            .. result.FineTuning?.History.Epochs.Select(epoch => TrainedEpoch.OfNetwork(epoch, result.Recipe.IsFromScratch)) ?? [],
        ],
        [.. result.Candidates.Select(PlannedCandidate.Of), .. result.Plan.Select(PlannedCandidate.Of)],
        result.StepPrecision is { } precision ? new(precision == Precision.Bf16 ? "bfloat16" : "float32") : null,
        result.Validation is { } validation ? new(validation.Accuracy, validation.Loss) : null,
        result.Test,
        result.LargestDifference,
        new(result.Trunk.PicturesPerSecond, result.Trunk.PicturesRun, result.Trunk.DType, result.Trunk.PicturesRecalled),
        result.Seconds);
}

/// <summary>One epoch, counted from 1 in each stage.</summary>
/// <param name="Epoch">Its number.</param>
/// <param name="Stage">
/// What was trained: <c>head</c>, <c>fineTune</c> for the network with it, or <c>scratch</c> where both began with random
/// weights.
/// </param>
/// <param name="Loss">The mean loss as training saw it.</param>
/// <param name="Accuracy">The accuracy as training saw it, from 0 to 1.</param>
/// <param name="ValidationLoss">The loss on the validation part after the epoch; null without one.</param>
/// <param name="ValidationAccuracy">The accuracy there; null without one.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record TrainedEpoch(
    int Epoch, string Stage, double Loss, double Accuracy, double? ValidationLoss, double? ValidationAccuracy, double Seconds)
{
    public static TrainedEpoch OfHead(EpochResult epoch) => Of(epoch, "head", "val_loss");

    public static TrainedEpoch OfNetwork(EpochResult epoch, bool isFromScratch) =>
        Of(epoch, isFromScratch ? "scratch" : "fineTune", ClassifierResult.FineTuningLoss);

    private static TrainedEpoch Of(EpochResult epoch, string stage, string validationLoss) => new(
        epoch.Epoch + 1, stage, epoch["loss"], epoch["accuracy"], Optional(epoch, validationLoss),
        Optional(epoch, "val_accuracy"), epoch.Duration.TotalSeconds);

    private static double? Optional(EpochResult epoch, string name) =>
        epoch.Values.TryGetValue(name, out var value) ? value : null;
}

/// <summary>A head or a fine-tuning that was considered.</summary>
/// <param name="Candidate">In words.</param>
/// <param name="ValidationAccuracy">
/// Of validation pictures, or of training pictures that were left out of it; null where none could judge.
/// </param>
/// <param name="Low">The lower end of that accuracy's interval of 95 %.</param>
/// <param name="High">The upper end.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Chosen">Whether it is in the model: as the head or a part of it, as the fine-tuning, as the head alone.</param>
/// <param name="Why">Why, or why not.</param>
internal sealed record PlannedCandidate(
    string Candidate, double? ValidationAccuracy, double? Low, double? High, double? Seconds, bool Chosen, string Why)
{
    public static PlannedCandidate Of(HeadCandidate candidate)
    {
        WilsonInterval? interval =
            candidate.Accuracy is { } accuracy ? WilsonInterval.Of(accuracy, candidate.Count) : null;
        return new(candidate.Name, candidate.Accuracy, interval?.Low, interval?.High, candidate.Seconds, candidate.Chosen,
            candidate.Why);
    }

    public static PlannedCandidate Of(FineTuneCandidate candidate)
    {
        WilsonInterval? interval =
            candidate.Accuracy is { } accuracy ? WilsonInterval.Of(accuracy, candidate.Count) : null;
        return new(candidate.Name, candidate.Accuracy, interval?.Low, interval?.High, candidate.Seconds, candidate.Chosen,
            candidate.Why);
    }
}

/// <summary>How the network was fine-tuned.</summary>
/// <param name="Dtype">The type of the numbers that its steps multiplied.</param>
internal sealed record FineTuningFigures(string Dtype);

/// <summary>The figures on one part of the data.</summary>
internal sealed record PartFigures(double Accuracy, double Loss);
