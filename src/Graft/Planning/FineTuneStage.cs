using Graft.Adapters;
using Graft.Data;
using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Training;
using Graft.Trunk;

namespace Graft.Planning;

/// <summary>What follows the head in a training: nothing, the fine-tuning that the recipe asks for, or the one that is worth it.</summary>
/// <param name="network">The backbone, frozen.</param>
/// <param name="heads">Makes its heads.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <param name="loading">How pictures are loaded.</param>
/// <param name="record">Keeps what is needed to go on after an end.</param>
/// <param name="started">The time stamp at which the training began.</param>
/// <param name="precision">What was decided that the network computes in.</param>
internal sealed class FineTuneStage(
    TappedNetwork network, HeadMaking heads, ClassifierTrainingSettings settings, PictureLoaderOptions loading, TrainingRecord record, long started,
    Precision precision)
{
    // With fewer a gain that is worth having cannot be told from chance.
    private const int FewestValidationPictures = 100;
    private const int FewestCrossedPictures = 20;

    /// <summary>Goes through the stage.</summary>
    /// <param name="head">The head and its recipe.</param>
    /// <param name="train">The features of the training part.</param>
    /// <param name="validation">Those of the validation part.</param>
    /// <param name="data">The pictures.</param>
    /// <param name="cancellationToken">Stops it; the best so far counts.</param>
    /// <exception cref="RecipeException">The backbone has fewer blocks than are to be fine-tuned.</exception>
    public FineTuneOutcome Run(
        MadeHead head, PartFeatures train, PartFeatures validation, DatasetIndex data, CancellationToken cancellationToken)
    {
        if (head.Recipe.FineTune == FineTuneDepth.None)
            return new FineTuneOutcome(head.Recipe, null, [], false, TimeSpan.Zero);
        var began = settings.Clock.GetTimestamp();
        var alone = head.Recipe with { FineTune = FineTuneDepth.None, FineTuning = null };
        var outcome = new FineTuneOutcome(alone, null, [], false, TimeSpan.Zero);
        try
        {
            var preprocessing = ((Input)network.Network.Input.Node.Layer).Preprocessing!;
            var memory = new PictureMemory(new PictureDatasetOptions().MemoryBudget);
            var pictures = PicturePart.Load(data, DataPart.Train, preprocessing, loading, memory, cancellationToken);
            var judges = PicturePart.Load(data, DataPart.Validation, preprocessing, loading, memory, cancellationToken);
            outcome = head.Recipe.FineTune == FineTuneDepth.Auto
                ? Planned(head, alone, train, validation, pictures, judges, cancellationToken)
                : Asked(head, pictures, judges, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // There was nothing yet to compare the head with.
            network.Network.Trainable = false;
        }
        return outcome with
        {
            WasStopped = cancellationToken.IsCancellationRequested,
            Time = settings.Clock.GetElapsedTime(began),
        };
    }

    private FineTuneOutcome Asked(MadeHead head, PicturePart pictures, PicturePart judges, CancellationToken cancellationToken)
    {
        var tuning = new BackboneFineTuning(network, settings, precision);
        var progress = settings.Progress is { } report ? new FineTuneProgress(report, head.Recipe.IsFromScratch) : null;
        var tuned = tuning.Run(
            tuning.Compiled(head, head.Recipe.FineTuning), head.Recipe, pictures, judges, progress, record.For("fine-tuning"),
            cancellationToken);
        return new FineTuneOutcome(tuned.Recipe, tuned.Result, [], false, TimeSpan.Zero) { Adapters = tuned.Adapters };
    }

    private FineTuneOutcome Planned(
        MadeHead head, Recipe alone, PartFeatures train, PartFeatures validation, PicturePart pictures, PicturePart judges,
        CancellationToken cancellationToken)
    {
        var tuning = new BackboneFineTuning(network, settings, precision);
        var model = tuning.Compiled(head, head.Recipe.FineTuning);
        using var judge = JudgeFor(tuning, model);
        if (judge is null)
            return new FineTuneOutcome(alone, null, [new FineTuneCandidate(
                "head alone", null, null, 0, null, null, true, "there are too few pictures to judge a fine-tuning by")], false, default);
        var journal = new PlanJournal(record);
        var left = settings.Budget - record.SpentBefore;
        var until = started + (long)(left.TotalSeconds * settings.Clock.TimestampFrequency);
        var planner = new FineTunePlanner(network, judge, settings, journal, until);
        var cost = new FineTuneCost(tuning, model, pictures, settings.Clock);
        var planned = planner.Run(head.Recipe, cost, cancellationToken);
        return new FineTuneOutcome(planned.Tuned.Recipe, planned.Tuned.Result, planned.Candidates, false, TimeSpan.Zero)
        {
            Adapters = planned.Tuned.Adapters,
        };

        FineTuneJudge? JudgeFor(BackboneFineTuning tuning, Model model)
        {
            if (judges.Count >= FewestValidationPictures)
                return new ValidationJudge(tuning, model, pictures, judges);
            return pictures.Count >= FewestCrossedPictures && CrossJudge.Deal(pictures.Labels).Length > 1
                ? new CrossJudge(tuning, model, pictures, judges, HeadOf)
                : null;
        }

        MadeHead HeadOf(int[] rows, CancellationToken stop) =>
            heads.Anew().Run(head.Recipe, pictures.ClassCount, train.Some(rows), validation, null, null, stop);
    }
}

/// <summary>What came of the stage.</summary>
/// <param name="Recipe">The recipe that repeats it.</param>
/// <param name="Result">The epochs of the fine-tuning that was kept; null where there was none.</param>
/// <param name="Plan">What was considered; none where it was said what to do.</param>
/// <param name="WasStopped">Whether it was asked to stop.</param>
/// <param name="Time">How long it took.</param>
internal sealed record FineTuneOutcome(
    Recipe Recipe, FineTuneResult? Result, IReadOnlyList<FineTuneCandidate> Plan, bool WasStopped, TimeSpan Time)
{
    /// <summary>The adapters that are merged into the backbone; null where there are none.</summary>
    public TrainedAdapters? Adapters { get; init; }
}
