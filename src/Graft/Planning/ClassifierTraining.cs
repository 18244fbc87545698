using Graft.Backbones;
using Graft.Data;
using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Training;
using Graft.Training.Sessions;
using Graft.Trunk;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Planning;

/// <summary>
/// Makes a classifier of pictures as a recipe says: a backbone below, its features once for each picture, a head trained on
/// them, and one checked file in the end.
/// </summary>
/// <param name="recipe">Every choice.</param>
/// <param name="settings">What is no choice of the model's: where weights are looked for, how many threads.</param>
/// <exception cref="RecipeException">The recipe cannot be followed.</exception>
public sealed class ClassifierTraining(Recipe recipe, ClassifierTrainingSettings? settings = null)
{
    private readonly Recipe recipe = Checked(recipe);
    private readonly ClassifierTrainingSettings settings = settings ?? new ClassifierTrainingSettings();

    private TimeProvider Clock => settings.Clock;

    private PictureLoaderOptions Loading => new() { Workers = settings.Threads ?? Environment.ProcessorCount, Clock = Clock };

    /// <summary>Trains, writes the bundle, and measures what was written.</summary>
    /// <param name="data">The pictures; open with <see cref="Recipe.ToDatasetOptions"/>.</param>
    /// <param name="output">Where the bundle shall be; its folder must exist.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <param name="cancellationToken">
    /// Stops between two batches; no bundle is written then, unless it was fine-tuning: the best model so far is.
    /// </param>
    /// <exception cref="RecipeException">The recipe contradicts the model to continue from, or names one that is not given.</exception>
    /// <exception cref="UnknownBackboneException">There is no backbone of the recipe's name.</exception>
    /// <exception cref="ArgumentException">The input size does not fit the backbone.</exception>
    /// <exception cref="WeightsException">The backbone's weights cannot be had, or do not fit.</exception>
    /// <exception cref="LicenceException">
    /// The licence of the weights, or of those that the model to continue from stands on, forbids commercial use and was not accepted.
    /// </exception>
    /// <exception cref="DatasetException">Too many pictures cannot be used.</exception>
    /// <exception cref="BundleException">The bundle cannot be written.</exception>
    /// <exception cref="ResumeException">It shall go on and was begun with something else.</exception>
    /// <exception cref="Export.OnnxException">The written model does not compute what the trained one does.</exception>
    public ClassifierResult Run(
        DatasetIndex data, string output, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(output);
        var started = Clock.GetTimestamp();
        if (settings.Threads is { } threads)
            Engine.Threads.Use(threads);

        var start = StartingNetwork.Of(recipe, settings, data.ClassNames, cancellationToken);
        using var record = new TrainingRecord(
            settings, new TrainingIdentity(recipe, start.WeightsHash, data.ClassNames, Engine.Threads.Count));
        var (backbone, network) = (start.Backbone, start.Network);
        var tapped = new TappedNetwork(network, backbone);
        var heads = new HeadMaking(tapped, settings, start.Continued);

        // All blocks, whatever the head sees: then another head on the same pictures finds its features.
        var precision = record.Decided ?? recipe.Precision;
        using var trunk = new TrunkPass(tapped.Trunk(), clock: Clock, precision: precision);
        var preprocessing = ((Input)network.Input.Node.Layer).Preprocessing!;
        var some = Spread.Over([.. data.Train.Select(labeled => labeled.Picture)], trunk.SamplesToDecideBy);
        // What a network gives that is about to be trained as a whole, nobody asks for.
        var store = recipe.IsFromScratch ? null : settings.Store;
        if (!recipe.IsFromScratch)
            TrunkDecisions.ByPictures(trunk, preprocessing, some, Loading, store, cancellationToken);
        using var stored = store?.Open(FeatureExtractor.SpaceOf(trunk, preprocessing, $"{backbone.Name}, blocks"));
        var extractor = new FeatureExtractor(trunk, preprocessing, stored, recipe.NeedsMirrorImages);
        var features = new TrunkFeatures(extractor, preprocessing, Loading);
        var (train, validation) = recipe.IsFromScratch
            ? ScratchStart.Pictures(data, preprocessing, Loading, cancellationToken)
            : Features(features, data, cancellationToken);
        record.Identify(train, validation, recipe.Precision == Precision.Auto ? trunk.Decision?.Precision ?? precision : null);
        var headTime = TimeSpan.Zero;
        var head = recipe.IsFromScratch
            ? ScratchStart.Head(tapped, recipe, data.ClassNames.Count)
            : MakeHead(heads, train, validation, data, record, cancellationToken, out headTime);
        var trunkTime = trunk.Elapsed;
        precision = trunk.Decision?.Precision ?? precision;
        var stage = new FineTuneStage(tapped, heads, settings, Loading, record, started, precision);
        var tuned = stage.Run(head, train, validation, data, cancellationToken);
        // Random weights are no model.
        if (recipe.IsFromScratch && tuned.Result?.BestEpoch is null)
            cancellationToken.ThrowIfCancellationRequested();
        head = head with { Recipe = tuned.Recipe };
        // What the head was found on, the network gives no more once it was trained further.
        if (tuned.Result?.BestEpoch is not null)
            head = head with { Teaching = null, Kept = null };
        // Asked to stop while it fine-tuned, it still delivers what it has.
        if (tuned.WasStopped)
            cancellationToken = CancellationToken.None;

        // What a network gives that was trained further, no other training will ask for.
        var kept = tuned.Result?.BestEpoch is null ? store : null;
        var delivery = new ModelDelivery(start, settings, trunk, tapped.Widths, preprocessing, kept, Loading);
        var delivered = delivery.Run(head, tuned.Adapters, data, train.Pictures, output, overwrite, cancellationToken);
        if (!tuned.WasStopped)
            record.Clear();
        var (judged, tested, from) = (delivered.Validation, delivered.Test, start.Continued);
        UnusablePicture[] unusable = [.. train.Unusable, .. judged.Unusable, .. tested.Unusable];
        return new ClassifierResult
        {
            Model = output,
            Recipe = head.Recipe,
            From = from is null ? null : from.Account with
            {
                KnownTestPictures = from.HasLearnedFromItsPictures
                    ? tested.Pictures.Count(picture => from.From.HasLearnedFrom(picture.Hash.ToString()))
                    : 0,
            },
            Classes = data.ClassNames,
            Pictures = new PictureCounts(train.Count, judged.Pictures.Count, tested.Pictures.Count, unusable.Length),
            Unusable = unusable,
            SamePictures = SamePictures.Find([.. train.Pictures, .. judged.Pictures, .. tested.Pictures]),
            Parameters = delivered.Model.Weights.Sum(weight => weight.Count),
            TrainableParameters = delivered.Model.TrainableWeights.Sum(weight => weight.Count) + (tuned.Adapters?.Parameters ?? 0),
            Epochs = head.Epochs,
            FineTuning = tuned.Result,
            StepPrecision = tuned.Result is null ? null : FineTuning.StepsIn(precision),
            WasStopped = tuned.WasStopped,
            Plan = tuned.Plan,
            Candidates = head.Candidates,
            Validation = judged.Metrics,
            Test = tested.Metrics,
            LargestDifference = delivered.LargestDifference,
            Trunk = new TrunkFigures(
                // A picture and its mirror image are one picture.
                trunkTime > TimeSpan.Zero ? features.PicturesRun / trunkTime.TotalSeconds : 0,
                features.PicturesRun,
                features.Recalled,
                trunk.DType,
                trunk.Decision?.Remark ?? ""),
            MeasuredFromStore = delivered.Recalled,
            Seconds = new ClassifierSeconds(
                Clock.GetElapsedTime(started).TotalSeconds,
                (features.LoadingTime + judged.LoadingTime + tested.LoadingTime).TotalSeconds,
                trunkTime.TotalSeconds,
                headTime.TotalSeconds,
                tuned.Time.TotalSeconds),
            Weights = start.Weights,
            WeightsWarning = start.Warning,
        };
    }

    // The validation part runs for every head, though one that is found without epochs is judged by training pictures alone: so
    // another head on the same pictures finds its features.
    private (PartFeatures Train, PartFeatures Validation) Features(
        TrunkFeatures features, DatasetIndex data, CancellationToken cancellationToken)
    {
        var progress = new PictureCount(settings.Progress, ClassifierStage.Trunk, data.Train.Count + data.Validation.Count);
        return (
            features.Of(data, DataPart.Train, progress.Add, cancellationToken),
            features.Of(data, DataPart.Validation, progress.Add, cancellationToken));
    }

    private MadeHead MakeHead(
        HeadMaking heads, PartFeatures train, PartFeatures validation, DatasetIndex data, TrainingRecord record,
        CancellationToken cancellationToken, out TimeSpan time)
    {
        var started = Clock.GetTimestamp();
        var isTrained = HeadDesign.Parse(recipe.Head).IsTrained;
        if (!isTrained)
            settings.Progress?.Report(new ClassifierProgress(ClassifierStage.HeadSearch, 0, null));
        var head = heads.Run(
            recipe, data.ClassNames.Count, train, validation, HeadProgress(), isTrained ? record.For("head") : null, cancellationToken);
        time = Clock.GetElapsedTime(started);
        return head;
    }

    private DirectReports<TrainingProgress>? HeadProgress() => settings.Progress is { } report
        ? new DirectReports<TrainingProgress>(training =>
        {
            if (training.Stage == TrainingStage.Training && training.Step == training.Steps)
            {
                var note = FormattableString.Invariant($"loss {training.Loss:F4}");
                report.Report(new ClassifierProgress(ClassifierStage.Head, training.Epoch + 1, training.Epochs, note));
            }
        })
        : null;

    private static Recipe Checked(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        recipe.Check();
        return recipe;
    }
}
