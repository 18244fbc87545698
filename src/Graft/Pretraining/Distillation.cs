using Graft.Backbones;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Training.Losses;
using Graft.Training.Metrics;
using Graft.Training.Optimizers;
using Graft.Weights;

namespace Graft.Pretraining;

/// <summary>
/// Trains a network on what a finished one makes of pictures (Hinton, Vinyals and Dean, 2015): its logits, and the pooled outputs of
/// all its blocks. The teacher runs once for each kept view of a picture. Pictures need no classes; where they have some, these teach
/// as well.
/// </summary>
/// <param name="recipe">Every choice; it names a teacher.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <exception cref="PretrainingException">The recipe cannot be followed.</exception>
public sealed class Distillation(PretrainingRecipe recipe, PretrainingSettings? settings = null)
{
    private PretrainingRecipe recipe = PretrainingNetwork.Checked(recipe);
    private readonly PretrainingSettings settings = settings ?? new PretrainingSettings();
    private readonly TeacherRecipe teaching = recipe.Teacher
        ?? throw new PretrainingException("A network is distilled from a teacher, and the recipe names none.");

    /// <summary>Whether weights are written in half precision.</summary>
    public bool Half { get; init; }

    /// <summary>How long it may take: as many epochs as fit are made; null: those of the recipe.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Trains and writes the weights, without a classifier.</summary>
    /// <param name="paths">
    /// Folders, zips or tables; of a dataset with a training part that alone is taken. Classes count in the first one.
    /// </param>
    /// <param name="output">Where the weights shall be; its folder must exist.</param>
    /// <param name="command">What the file says it was made by.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <param name="cancellationToken">Ends it between two steps; the state is kept, and nothing written.</param>
    /// <exception cref="DatasetException">The pictures cannot be used.</exception>
    /// <exception cref="PretrainingException">They are too few, or it shall go on and was begun with something else.</exception>
    /// <exception cref="UnknownBackboneException">There is no teacher of that name.</exception>
    /// <exception cref="ArgumentException">The teacher or the network does not take pictures of the size asked for.</exception>
    /// <exception cref="WeightsException">The teacher's weights cannot be had, or the file cannot be written.</exception>
    /// <exception cref="IOException">There is no room for what the teacher gives.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PretrainingResult Run(
        IReadOnlyList<string> paths, string output, string command, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentException.ThrowIfNullOrEmpty(output);
        var started = settings.Clock.GetTimestamp();
        if (settings.Threads is { } threads)
            Engine.Threads.Use(threads);
        using var data = PretrainingData.Any(paths, recipe.Seed, cancellationToken);
        var network = new PretrainingNetwork(recipe);
        var preprocessing = network.Preprocessing(recipe.Phases[^1].InputSize);
        var memory = new PictureMemory(settings.PictureMemory ?? Engine.FreeMemory.Bytes / 4);
        var train = data.Load(DataPart.Train, preprocessing, settings, memory, larger: true, cancellationToken);
        var validation = data.Load(DataPart.Validation, preprocessing, settings, memory, larger: false, cancellationToken);
        PretrainingNetwork.RequireBatch(recipe, train.Count);

        using var teacher = new Teacher(teaching, settings, cancellationToken);
        using var lessons = Watch(teacher, train, Augmenter, Described, teaching.Views, validation.Count, cancellationToken);
        lessons.Standardize();
        using var tests = validation.Count == 0
            ? null
            : Watch(teacher, validation, new Augmenter(), "as it is", 1, 0, cancellationToken);
        tests?.StandardizeAs(lessons);
        Model? body = null;
        var targets = Targets(data.ClassNames.Count);
        recipe = BudgetedEpochs.Of(
            recipe, Budget, settings.Clock.GetElapsedTime(started), train.Count, () => At(recipe.Phases[0].InputSize), settings,
            cancellationToken);
        using var record = new PretrainingRecord(settings, new Dictionary<string, string>
        {
            [PretrainingRecord.RecipeName] = recipe.ToJson(),
            ["set of pictures"] = PretrainingData.DigestOf(train) + PretrainingData.DigestOf(validation),
            ["teacher"] = teacher.Identity,
            ["first weights"] = network.FirstWeights,
            ["number of threads"] = FormattableString.Invariant($"{Engine.Threads.Count}"),
        });

        var result = new PhaseTraining(recipe, train.Count, settings, record).Run(At, cancellationToken);
        var accuracy = tests is not null && targets.Contains(DistillationTarget.Labels)
            ? result.Epochs[^1]["val_" + Named("accuracy", "labels", targets)] : (double?)null;
        var entry = new PretrainedEntry
        {
            Architecture = network.Name,
            Classes = [],
            Preprocessing = preprocessing,
            Data = FormattableString.Invariant($"{train.Count} samples of pictures from ")
                + string.Join(", ", paths.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path)))),
            Accuracy = accuracy,
            Command = command,
            Recipe = recipe.ToJson(),
        };
        PretrainedFile.Write(body!, entry, output, Half, overwrite);
        record.Clear();
        return new PretrainingResult
        {
            Weights = output,
            Recipe = recipe,
            Classes = data.ClassNames,
            TrainingPictures = train.Count,
            ValidationPictures = validation.Count,
            Unusable = [.. train.Unusable, .. validation.Unusable],
            Parameters = body!.Weights.Sum(weight => weight.Count),
            Epochs = result.Epochs,
            Accuracy = accuracy,
            PicturesPerSecond = result.PicturesPerSecond,
            WaitedShare = result.WaitedShare,
            Seconds = settings.Clock.GetElapsedTime(started).TotalSeconds,
        };

        PhaseNetwork At(int size)
        {
            var prepared = network.Preprocessing(size);
            (var model, body) = Student(network, size, teacher, data.ClassNames.Count, targets);
            return new PhaseNetwork(
                model,
                new DistillationData(train.As(prepared, Augmenter, recipe.Seed), lessons, teaching.Temperature, targets),
                tests is null ? null : new DistillationData(
                    validation.As(prepared, new Augmenter(), recipe.Seed), tests, teaching.Temperature, targets));
        }
    }

    // Both networks see the same view, so colours and shapes stay as the teacher saw them.
    private Augmenter Augmenter => new()
    {
        Crop = new RandomResizedCrop(recipe.SmallestCrop),
        Steps = recipe.Mirror ? [new RandomMirror()] : [],
    };

    private string Described => FormattableString.Invariant(
        $"crop from {recipe.SmallestCrop}{(recipe.Mirror ? ", mirrored by chance" : "")}");

    private DistillationTarget[] Targets(int classes) =>
    [
        .. teaching.LogitsWeight > 0 ? [DistillationTarget.Logits] : Array.Empty<DistillationTarget>(),
        .. teaching.FeaturesWeight > 0 ? [DistillationTarget.Features] : Array.Empty<DistillationTarget>(),
        .. teaching.LabelsWeight > 0 && classes > 0 ? [DistillationTarget.Labels] : Array.Empty<DistillationTarget>(),
    ];

    private static string Named(string value, string output, DistillationTarget[] targets) =>
        targets.Length > 1 ? $"{output}_{value}" : value;

    private TeacherOutputs Watch(
        Teacher teacher, PretrainingPictures pictures, Augmenter augmenter, string described, int views, int after,
        CancellationToken cancellationToken) =>
        teacher.Watch(
            pictures, augmenter, described, views, recipe.Seed,
            done => settings.Progress?.Report(
                new PretrainingProgress(PretrainingStage.Teacher, done, (long)pictures.Count * views + after)),
            cancellationToken);

    private (Model Model, Model Body) Student(
        PretrainingNetwork network, int size, Teacher teacher, int classes, DistillationTarget[] targets)
    {
        var (body, pooled) = network.Body(size);
        var outputs = new List<Symbol>();
        var (losses, weights, metrics) = (new List<Loss>(), new List<double>(), new List<IReadOnlyList<Metric>>());
        foreach (var target in targets)
        {
            var (output, loss, weight, metric) = target switch
            {
                DistillationTarget.Logits => (
                    Softened(new Dense(teacher.Classes, name: "teacher_logits").Apply(pooled)),
                    // Softened logits have gradients smaller by the square of the temperature.
                    (Loss)new CategoricalCrossentropy(), teaching.LogitsWeight * teaching.Temperature * teaching.Temperature,
                    (IReadOnlyList<Metric>)[new Accuracy()]),
                DistillationTarget.Features => (
                    new Dense(teacher.Features, name: "features").Apply(new BatchNormalization(name: "all_blocks_bn").Apply(
                        new Concatenate(name: "all_blocks").Apply(network.Blocks(body)))),
                    new MeanSquaredError(), teaching.FeaturesWeight, []),
                _ => (
                    new Dense(classes, activation: "softmax", name: "labels").Apply(pooled),
                    new CategoricalCrossentropy(), teaching.LabelsWeight, [new Accuracy()]),
            };
            outputs.Add(output);
            losses.Add(loss);
            weights.Add(weight);
            metrics.Add(metric);
        }
        var model = new Model([body.Input], outputs, "student");
        model.Compile(new AdamW(), losses, weights, metrics);
        return (model, body);
    }

    private Symbol Softened(Symbol logits) =>
        new Activation("softmax", "logits").Apply(new Rescaling(1 / teaching.Temperature, name: "softened").Apply(logits));
}
