using Graft.Data.Augmentation;
using Graft.Layers;
using Graft.Training.Losses;
using Graft.Training.Metrics;
using Graft.Training.Mixing;
using Graft.Training.Optimizers;

namespace Graft.Pretraining;

/// <summary>
/// A network learns what a finished one makes of pictures, and their classes where they have some; it comes without a classifier.
/// </summary>
internal sealed class TeacherTask : IPretrainingTask
{
    private readonly PretrainingRecipe recipe;
    private readonly TeacherRecipe teaching;
    private readonly PretrainingMaterial material;
    private readonly PretrainingSettings settings;
    private readonly Teacher teacher;
    private readonly TeacherOutputs lessons;
    private readonly TeacherOutputs? tests;
    private readonly DistillationTarget[] targets;

    /// <summary>Shows the teacher all pictures.</summary>
    /// <param name="recipe">Every choice.</param>
    /// <param name="teaching">What of it is about the teacher.</param>
    /// <param name="material">The network and the pictures.</param>
    /// <param name="settings">What belongs to the machine.</param>
    /// <param name="licence">The terms under which the weights shall be given out; null: none are stated.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PretrainingException">The teacher's licence does not allow these terms.</exception>
    public TeacherTask(
        PretrainingRecipe recipe, TeacherRecipe teaching, PretrainingMaterial material, PretrainingSettings settings, string? licence,
        CancellationToken cancellationToken)
    {
        (this.recipe, this.teaching, this.material, this.settings) = (recipe, teaching, material, settings);
        targets = Targets(material.Data.ClassNames.Count);
        teacher = new Teacher(teaching, settings, cancellationToken);
        try
        {
            RequireLicence(licence);
            var validation = material.Validation;
            lessons = Watch(material.Training, Augmenter, Described, teaching.Views, validation.Count, cancellationToken);
            lessons.Standardize();
            if (validation.Count > 0)
                tests = Watch(validation, new Augmenter(), "as it is", 1, 0, cancellationToken);
            tests?.StandardizeAs(lessons);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Identity => new Dictionary<string, string> { ["teacher"] = teacher.Identity };

    /// <inheritdoc/>
    public BatchMixing? Mixing => null;

    /// <inheritdoc/>
    public string? Accuracy => tests is null || !targets.Contains(DistillationTarget.Labels) ? null
        : targets.Length > 1 ? "val_labels_accuracy" : "val_accuracy";

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => [];

    /// <inheritdoc/>
    public string? Licence => teacher.Licence;

    /// <inheritdoc/>
    public string Pictures => FormattableString.Invariant($"{material.Training.Count} samples of pictures");

    /// <inheritdoc/>
    public PhaseNetwork At(int size)
    {
        var prepared = material.Network.Preprocessing(size);
        return new PhaseNetwork(
            Student(size),
            new DistillationData(
                material.Training.As(prepared, Augmenter, recipe.Seed), lessons, teaching.Temperature, targets),
            tests is null ? null : new DistillationData(
                material.Validation.As(prepared, new Augmenter(), recipe.Seed), tests, teaching.Temperature, targets));
    }

    /// <inheritdoc/>
    public Model Shipped(Model trained) => new(trained.Input, material.Network.Last(trained));

    /// <inheritdoc/>
    public void Dispose()
    {
        tests?.Dispose();
        lessons?.Dispose();
        teacher.Dispose();
    }

    private void RequireLicence(string? stated)
    {
        if (stated is not null && teacher.Licence is { } inherited && !stated.Equals(inherited, StringComparison.OrdinalIgnoreCase))
            throw new PretrainingException(
                $"The teacher's weights stand under {inherited}, and so do those that are made of them; they cannot be given out under "
                + $"{stated}.");
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

    private TeacherOutputs Watch(
        PretrainingPictures pictures, Augmenter augmenter, string described, int views, int after,
        CancellationToken cancellationToken) =>
        teacher.Watch(
            pictures, augmenter, described, views, recipe.Seed,
            done => settings.Progress?.Report(
                new PretrainingProgress(PretrainingStage.Teacher, done, (long)pictures.Count * views + after)),
            cancellationToken);

    private Model Student(int size)
    {
        var (body, pooled) = material.Network.Body(size);
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
                        new Concatenate(name: "all_blocks").Apply(material.Network.Blocks(body)))),
                    new MeanSquaredError(), teaching.FeaturesWeight, []),
                _ => (
                    new Dense(material.Data.ClassNames.Count, activation: "softmax", name: "labels").Apply(pooled),
                    new CategoricalCrossentropy(), teaching.LabelsWeight, [new Accuracy()]),
            };
            outputs.Add(output);
            losses.Add(loss);
            weights.Add(weight);
            metrics.Add(metric);
        }
        var model = new Model([body.Input], outputs, "student");
        model.Compile(new AdamW(), losses, weights, metrics);
        return model;
    }

    private Symbol Softened(Symbol logits) =>
        new Activation("softmax", "logits").Apply(new Rescaling(1 / teaching.Temperature, name: "softened").Apply(logits));
}
