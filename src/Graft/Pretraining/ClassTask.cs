using Graft.Data.Augmentation;
using Graft.Training.Batches;
using Graft.Training.Losses;
using Graft.Training.Metrics;
using Graft.Training.Mixing;
using Graft.Training.Optimizers;

namespace Graft.Pretraining;

/// <summary>A network learns to name the classes of pictures; it keeps its classifier.</summary>
/// <param name="recipe">Every choice.</param>
/// <param name="material">The network and the pictures.</param>
internal sealed class ClassTask(PretrainingRecipe recipe, PretrainingMaterial material) : IPretrainingTask
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Identity => new Dictionary<string, string>();

    /// <inheritdoc/>
    public BatchMixing? Mixing => (recipe.Mixup > 0, recipe.CutMix > 0) switch
    {
        (true, true) => new OneOf(new Mixup(recipe.Mixup), new CutMix(recipe.CutMix)),
        (true, false) => new Mixup(recipe.Mixup),
        (false, true) => new CutMix(recipe.CutMix),
        _ => null,
    };

    /// <inheritdoc/>
    public string? Accuracy => material.Validation.Count > 0 ? "val_accuracy" : null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => material.Data.ClassNames;

    /// <inheritdoc/>
    public string? Licence => null;

    /// <inheritdoc/>
    public string Pictures => FormattableString.Invariant($"{material.Training.Count} pictures of {Classes.Count} classes");

    /// <inheritdoc/>
    public PhaseNetwork At(int size)
    {
        var prepared = material.Network.Preprocessing(size);
        var model = material.Network.Build(size, Classes.Count);
        model.Compile(
            new AdamW(), new CategoricalCrossentropy(fromLogits: true, labelSmoothing: recipe.LabelSmoothing),
            [new MeanLoss(new CategoricalCrossentropy(fromLogits: true)), new Accuracy()]);
        return new PhaseNetwork(
            model,
            new LabeledDataset(material.Training.As(prepared, Augmenter, recipe.Seed)),
            material.Validation.Count > 0
                ? new LabeledDataset(material.Validation.As(prepared, new Augmenter(), recipe.Seed))
                : null);
    }

    /// <inheritdoc/>
    public Model Shipped(Model trained) => trained;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private Augmenter Augmenter => new()
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
