using System.Globalization;
using Graft.Data;
using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Pretraining;

/// <summary>A pre-training from its pictures to its weights file, whatever the network learns from them.</summary>
/// <param name="recipe">Every choice.</param>
/// <param name="settings">What belongs to the machine.</param>
internal sealed class PretrainingSession(PretrainingRecipe recipe, PretrainingSettings settings)
{
    /// <summary>Whether weights are written in half precision.</summary>
    public bool Half { get; init; }

    /// <summary>How long it may take: as many epochs as fit are made; null: those of the recipe.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>The terms under which the weights may be used; null: those of what they learn from, if that has some.</summary>
    public string? Licence { get; init; }

    /// <summary>Trains and writes the weights.</summary>
    /// <param name="open">Opens the pictures.</param>
    /// <param name="larger">Whether a picture much larger than the input counts several times.</param>
    /// <param name="task">Says what is learned from them.</param>
    /// <param name="paths">Where the pictures are.</param>
    /// <param name="output">Where the weights shall be, what they say they were made by, and whether a file may be replaced.</param>
    /// <param name="cancellationToken">Ends it between two steps; the state is kept, and nothing written.</param>
    public PretrainingResult Run(
        Func<PretrainingData> open, bool larger, Func<PretrainingMaterial, IPretrainingTask> task, IReadOnlyList<string> paths,
        (string Path, string Command, bool Overwrite) output, CancellationToken cancellationToken)
    {
        var started = settings.Clock.GetTimestamp();
        if (settings.Threads is { } threads)
            Engine.Threads.Use(threads);
        using var data = open();
        var network = new PretrainingNetwork(recipe);
        var preprocessing = network.Preprocessing(recipe.Phases[^1].InputSize);
        var memory = new PictureMemory(settings.PictureMemory ?? Engine.FreeMemory.Bytes / 4);
        var train = data.Load(DataPart.Train, preprocessing, settings, memory, larger, cancellationToken);
        var validation = data.Load(DataPart.Validation, preprocessing, settings, memory, larger: false, cancellationToken);
        PretrainingNetwork.RequireBatch(recipe, train.Count);

        using var learned = task(new PretrainingMaterial(data, network, train, validation));
        var followed = BudgetedEpochs.Of(
            recipe, Budget, settings.Clock.GetElapsedTime(started), train.Count, () => learned.At(recipe.Phases[0].InputSize), settings,
            cancellationToken);
        using var record = new PretrainingRecord(settings, followed, new Dictionary<string, string>(learned.Identity)
        {
            ["set of pictures"] = PretrainingData.DigestOf(train) + PretrainingData.DigestOf(validation),
            ["first weights"] = network.FirstWeights,
            ["number of threads"] = Engine.Threads.Count.ToString(CultureInfo.InvariantCulture),
        });
        var phases = new PhaseTraining(followed, train.Count, settings, record) { Mixing = learned.Mixing };
        var result = phases.Run(learned.At, cancellationToken);

        var shipped = learned.Shipped(result.Model);
        var accuracy = learned.Accuracy is { } name ? result.Epochs[^1][name] : (double?)null;
        var entry = new PretrainedEntry
        {
            Architecture = network.Name,
            Classes = learned.Classes,
            Preprocessing = preprocessing,
            Data = $"{learned.Pictures} from "
                + string.Join(", ", paths.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path)))),
            Licence = learned.Licence ?? Licence,
            Accuracy = accuracy,
            Command = output.Command,
            Recipe = followed.ToJson(),
        };
        PretrainedFile.Write(shipped, entry, output.Path, Half, output.Overwrite);
        record.Clear();
        return new PretrainingResult
        {
            Weights = output.Path,
            Recipe = followed,
            Classes = data.ClassNames,
            TrainingPictures = train.Count,
            ValidationPictures = validation.Count,
            Unusable = [.. train.Unusable, .. validation.Unusable],
            Parameters = shipped.Weights.Sum(weight => weight.Count),
            Epochs = result.Epochs,
            Accuracy = accuracy,
            PicturesPerSecond = result.PicturesPerSecond,
            WaitedShare = result.WaitedShare,
            Seconds = settings.Clock.GetElapsedTime(started).TotalSeconds,
        };
    }
}
