using System.Security.Cryptography;
using System.Text;
using Graft.Backbones;
using Graft.Data;
using Graft.Export;
using Graft.Layers;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Training;
using Graft.Training.Sessions;
using Graft.Trunk;
using Graft.Trunk.Features;
using Graft.Weights;
using Graft.Weights.Downloads;

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
    /// <exception cref="OnnxException">The written model does not compute what the trained one does.</exception>
    public ClassifierResult Run(
        DatasetIndex data, string output, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(output);
        var started = Clock.GetTimestamp();
        if (settings.Threads is { } threads)
            Engine.Threads.Use(threads);

        var backbone = BackboneRegistry.Find(recipe.Backbone, settings.Search, recipe.Weights);
        if (settings.AdaptersOnly)
            AdaptersAlone.Require(recipe, settings.From);
        var start = Start(backbone, data.ClassNames);
        LocatedWeights? weights = null;
        var network = start?.Network
            ?? (recipe.Weights == Recipe.RandomWeights
                ? ScratchStart.Network(backbone, recipe)
                : Load(backbone, cancellationToken, out weights));
        network.Trainable = false;
        var published = settings.AdaptersOnly ? AdapterBundle.HashOf(network) : null;
        var identity = weights is null ? start?.From.Backbone.Weights : Identity(backbone, weights);
        var hash = start?.From.Hash ?? identity?.Hash?.Value ?? "";
        using var record = new TrainingRecord(
            settings, new TrainingIdentity(recipe, hash, data.ClassNames, Engine.Threads.Count));
        var tapped = new TappedNetwork(network, backbone);
        var heads = new HeadMaking(tapped, settings, start);

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

        var model = new Model(network.Input, head.Probabilities, "classifier");
        // A head that was fitted on features in 8 bits is shipped with the network that gives them.
        var inIntegers = trunk.Decision?.Quantization is null ? null : new IntegerClassifier(model, trunk);
        var onnx = inIntegers?.ToOnnx(preprocessing, data.ClassNames, identity?.Hash, head.Features)
            ?? model.ToOnnx(data.ClassNames, identity?.Hash, head.Features);
        var classifierOptions = new ClassifierOptions { Threads = settings.Threads };
        using var classifier = ImageClassifier.FromOnnx(onnx, data.ClassNames, preprocessing, classifierOptions);
        // What a network gives that was trained further, no other training will ask for.
        using var known = store is not null && tuned.Result?.BestEpoch is null
            ? MeasuredFeatures.Open(store, trunk, preprocessing, backbone.Name, head.Features, head.Probabilities)
            : null;
        var measurement = new ModelMeasurement(classifier, Loading, known);
        var measured = data.Validation.Count + data.Test.Count;
        var measuringProgress = new PictureCount(settings.Progress, ClassifierStage.Measuring, measured);
        measuringProgress.Add(0);
        var judged = measurement.Of(data, DataPart.Validation, pictures => measuringProgress.Add(pictures), cancellationToken);
        var tested = measurement.Of(data, DataPart.Test, pictures => measuringProgress.Add(pictures), cancellationToken);
        var check = (measurement.Checked(judged.FirstBatch ?? tested.FirstBatch, data, cancellationToken)) switch
        {
            null => null,
            var batch when inIntegers is not null =>
                OnnxCheck.Run(inIntegers, classifier, batch.Pixels, batch.Count, cancellationToken),
            var batch => OnnxCheck.Run(model, classifier, batch.Pixels, batch.Count, cancellationToken),
        };

        cancellationToken.ThrowIfCancellationRequested();
        var parts = new PartsRecord(Hashes(train.Pictures), Hashes(judged.Pictures), Hashes(tested.Pictures));
        if (start is { HasLearnedFromItsPictures: true })
        {
            (var own, parts) = (parts, start.From.With(parts));
            // What the head was found on goes with the record picture by picture.
            if (parts.Train.Count != own.Train.Count)
                head = head with { Teaching = null, Kept = null };
        }
        var details = new BundleDetails
        {
            Labels = data.ClassNames,
            Backbone = new BackboneIdentity(backbone.Name, identity),
            Head = head.Recipe.Head,
            Teaching = head.Teaching,
            KeptFeatures = head.Kept,
            Parts = parts,
            Metrics = new BundleMetrics { Validation = judged.Metrics, Test = tested.Metrics },
            Recipe = Encoding.UTF8.GetString(head.Recipe.ToJson()),
            Onnx = onnx,
        };
        if (published is not null)
            AdapterBundle.Save(output, model, network, published, tuned.Adapters, details, overwrite);
        else
            model.Save(output, details, overwrite);
        if (!tuned.WasStopped)
            record.Clear();
        UnusablePicture[] unusable = [.. train.Unusable, .. judged.Unusable, .. tested.Unusable];
        return new ClassifierResult
        {
            Model = output,
            Recipe = head.Recipe,
            From = start is null ? null : start.Account with
            {
                KnownTestPictures = start.HasLearnedFromItsPictures
                    ? tested.Pictures.Count(picture => start.From.HasLearnedFrom(picture.Hash.ToString()))
                    : 0,
            },
            Classes = data.ClassNames,
            Pictures = new PictureCounts(train.Count, judged.Pictures.Count, tested.Pictures.Count, unusable.Length),
            Unusable = unusable,
            SamePictures = SamePictures.Find([.. train.Pictures, .. judged.Pictures, .. tested.Pictures]),
            Parameters = model.Weights.Sum(weight => weight.Count),
            TrainableParameters = model.TrainableWeights.Sum(weight => weight.Count) + (tuned.Adapters?.Parameters ?? 0),
            Epochs = head.Epochs,
            FineTuning = tuned.Result,
            StepPrecision = tuned.Result is null ? null : FineTuning.StepsIn(precision),
            WasStopped = tuned.WasStopped,
            Plan = tuned.Plan,
            Candidates = head.Candidates,
            Validation = judged.Metrics,
            Test = tested.Metrics,
            LargestDifference = check?.LargestDifference ?? 0,
            Trunk = new TrunkFigures(
                // A picture and its mirror image are one picture.
                trunkTime > TimeSpan.Zero ? features.PicturesRun / trunkTime.TotalSeconds : 0,
                features.PicturesRun,
                features.Recalled,
                trunk.DType,
                trunk.Decision?.Remark ?? ""),
            MeasuredFromStore = measurement.Recalled,
            Seconds = new ClassifierSeconds(
                Clock.GetElapsedTime(started).TotalSeconds,
                (features.LoadingTime + judged.LoadingTime + tested.LoadingTime).TotalSeconds,
                trunkTime.TotalSeconds,
                headTime.TotalSeconds,
                tuned.Time.TotalSeconds),
            Weights = identity,
            WeightsWarning = weights?.Warning,
        };
    }

    private Continuation? Start(Backbone backbone, IReadOnlyList<string> classes)
    {
        if (settings.From is null)
            return recipe.From is null ? null : throw new RecipeException(
                $"The recipe continues from a finished model with the weights {FinishedModel.Short(recipe.From)}; give that, too.");
        settings.From.Check(recipe);
        LicenceException.ThrowIfNotAccepted(
            $"The weights below the head of '{settings.From.Path}'", settings.From.Backbone.Weights?.Licence, page: null,
            settings.Search ?? WeightsSearch.FromEnvironment());
        var start = new Continuation(settings.From, recipe, classes, backbone, settings.Search);
        settings.Announcements?.Report(start.Sentence);
        return start;
    }

    private Model Load(Backbone backbone, CancellationToken cancellationToken, out LocatedWeights located)
    {
        var options = new BackboneOptions
        {
            InputShape = recipe.InputShape(backbone),
            Weights = recipe.Weights ?? BackboneOptions.Published,
            Search = settings.Search,
        };
        var progress = settings.Progress is { } report
            ? new Reporter<DownloadProgress>(download =>
                report.Report(new ClassifierProgress(ClassifierStage.Weights, download.Bytes, download.Total)))
            : null;
        located = backbone.Locate(options, progress, cancellationToken);
        return backbone.Load(options, located);
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

    private Reporter<TrainingProgress>? HeadProgress() => settings.Progress is { } report
        ? new Reporter<TrainingProgress>(training =>
        {
            if (training.Stage == TrainingStage.Training && training.Step == training.Steps)
            {
                var note = FormattableString.Invariant($"loss {training.Loss:F4}");
                report.Report(new ClassifierProgress(ClassifierStage.Head, training.Epoch + 1, training.Epochs, note));
            }
        })
        : null;

    private static WeightsIdentity Identity(Backbone backbone, LocatedWeights weights)
    {
        using var file = File.OpenRead(weights.Path);
        var hash = new ContentHash("sha256", Convert.ToHexStringLower(SHA256.HashData(file)));
        return new WeightsIdentity(Path.GetFileName(weights.Path), hash, backbone.Weights.Licence);
    }

    private static string[] Hashes(IReadOnlyList<HashedPicture> pictures) =>
        [.. pictures.Select(picture => picture.Hash.ToString())];

    private static Recipe Checked(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        recipe.Check();
        return recipe;
    }

    /// <summary>Passes reports on at once, on the thread they come from.</summary>
    private sealed class Reporter<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
