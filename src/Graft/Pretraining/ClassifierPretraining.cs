using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Runtime.Bundles;
using Graft.Training.Batches;
using Graft.Training.Losses;
using Graft.Training.Metrics;
using Graft.Training.Mixing;
using Graft.Training.Optimizers;
using Graft.Weights;

namespace Graft.Pretraining;

/// <summary>
/// Trains a network from random weights on pictures with classes: phase one of transfer learning. What comes out is a weights file
/// that is used like a published one.
/// </summary>
/// <param name="recipe">Every choice.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <exception cref="PretrainingException">The recipe cannot be followed.</exception>
public sealed class ClassifierPretraining(PretrainingRecipe recipe, PretrainingSettings? settings = null)
{
    private PretrainingRecipe recipe = PretrainingNetwork.Checked(recipe);
    private readonly PretrainingSettings settings = settings ?? new PretrainingSettings();

    /// <summary>Whether weights are written in half precision.</summary>
    public bool Half { get; init; }

    /// <summary>How long it may take: as many epochs as fit are made; null: those of the recipe.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Trains and writes the weights.</summary>
    /// <param name="path">A folder, a <c>.zip</c> or a <c>.csv</c>; its test part is left alone.</param>
    /// <param name="output">Where the weights shall be; its folder must exist.</param>
    /// <param name="command">What the file says it was made by.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <param name="cancellationToken">Ends it between two steps; the state is kept, and nothing written.</param>
    /// <exception cref="DatasetException">The pictures cannot be used.</exception>
    /// <exception cref="PretrainingException">They are too few, or it shall go on and was begun with something else.</exception>
    /// <exception cref="WeightsException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PretrainingResult Run(
        string path, string output, string command, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(output);
        var started = settings.Clock.GetTimestamp();
        if (settings.Threads is { } threads)
            Engine.Threads.Use(threads);
        using var data = PretrainingData.WithClasses(path, recipe.Seed, cancellationToken);
        var network = new PretrainingNetwork(recipe);
        var preprocessing = network.Preprocessing(recipe.Phases[^1].InputSize);
        var memory = new PictureMemory(settings.PictureMemory ?? Engine.FreeMemory.Bytes / 4);
        var train = data.Load(DataPart.Train, preprocessing, settings, memory, larger: false, cancellationToken);
        var validation = data.Load(DataPart.Validation, preprocessing, settings, memory, larger: false, cancellationToken);
        PretrainingNetwork.RequireBatch(recipe, train.Count);

        recipe = BudgetedEpochs.Of(
            recipe, Budget, settings.Clock.GetElapsedTime(started), train.Count, () => At(recipe.Phases[0].InputSize), settings,
            cancellationToken);
        using var record = new PretrainingRecord(settings, new Dictionary<string, string>
        {
            [PretrainingRecord.RecipeName] = recipe.ToJson(),
            ["set of pictures"] = PretrainingData.DigestOf(train) + PretrainingData.DigestOf(validation),
            ["first weights"] = network.FirstWeights,
            ["number of threads"] = FormattableString.Invariant($"{Engine.Threads.Count}"),
        });
        var result = new PhaseTraining(recipe, train.Count, settings, record) { Mixing = Mixing }.Run(
            At,
            cancellationToken);
        var accuracy = validation.Count > 0 ? result.Epochs[^1]["val_accuracy"] : (double?)null;
        var entry = new PretrainedEntry
        {
            Architecture = network.Name,
            Classes = data.ClassNames,
            Preprocessing = preprocessing,
            Data = FormattableString.Invariant(
                $"{train.Count} pictures of {data.ClassNames.Count} classes from {Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}"),
            Accuracy = accuracy,
            Command = command,
            Recipe = recipe.ToJson(),
        };
        PretrainedFile.Write(result.Model, entry, output, Half, overwrite);
        record.Clear();
        return new PretrainingResult
        {
            Weights = output,
            Recipe = recipe,
            Classes = data.ClassNames,
            TrainingPictures = train.Count,
            ValidationPictures = validation.Count,
            Unusable = [.. train.Unusable, .. validation.Unusable],
            Parameters = result.Model.Weights.Sum(weight => weight.Count),
            Epochs = result.Epochs,
            Accuracy = accuracy,
            PicturesPerSecond = result.PicturesPerSecond,
            WaitedShare = result.WaitedShare,
            Seconds = settings.Clock.GetElapsedTime(started).TotalSeconds,
        };

        PhaseNetwork At(int size)
        {
            var prepared = network.Preprocessing(size);
            var model = network.Build(size, data.ClassNames.Count);
            model.Compile(
                new AdamW(), new CategoricalCrossentropy(fromLogits: true, labelSmoothing: recipe.LabelSmoothing),
                [new MeanLoss(new CategoricalCrossentropy(fromLogits: true)), new Accuracy()]);
            return new PhaseNetwork(
                model,
                new LabeledDataset(train.As(prepared, Augmenter(recipe), recipe.Seed)),
                validation.Count > 0 ? new LabeledDataset(validation.As(prepared, new Augmenter(), recipe.Seed)) : null);
        }
    }

    private BatchMixing? Mixing => (recipe.Mixup > 0, recipe.CutMix > 0) switch
    {
        (true, true) => new OneOf(new Mixup(recipe.Mixup), new CutMix(recipe.CutMix)),
        (true, false) => new Mixup(recipe.Mixup),
        (false, true) => new CutMix(recipe.CutMix),
        _ => null,
    };

    private static Augmenter Augmenter(PretrainingRecipe recipe) => new()
    {
        Crop = new RandomResizedCrop(recipe.SmallestCrop),
        Steps =
        [
            .. recipe.Mirror ? (PictureAugmentation[])[new RandomMirror()] : [],
            .. recipe.Policy switch
            {
                "trivial" => (PictureAugmentation[])[new TrivialAugment()],
                "rand" => [new RandAugment()],
                _ => [],
            },
        ],
    };
}
