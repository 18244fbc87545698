using Graft.Adapters;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Layers;
using Graft.Training;
using Graft.Training.Batches;
using Graft.Training.Checkpoints;
using Graft.Training.Losses;
using Graft.Training.Metrics;
using Graft.Training.Optimizers;
using Graft.Training.Sessions;
using Graft.Trunk.Features;

namespace Graft.Planning;

/// <summary>Trains the last blocks of a backbone, or adapters in all of them, together with a head that is ready.</summary>
/// <param name="network">The backbone, frozen.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <param name="precision">What it computes in: what stays frozen and the steps.</param>
internal sealed class BackboneFineTuning(TappedNetwork network, ClassifierTrainingSettings settings, Trunk.Precision precision)
{
    /// <summary>The share of right answers, which must not fall below the start's.</summary>
    public const string Accuracy = "val_accuracy";

    /// <summary>The backbone with a head, ready to be trained and looked at.</summary>
    /// <param name="head">The head.</param>
    /// <param name="how">Says how the training loss is smoothed.</param>
    public Model Compiled(MadeHead head, FineTuneRecipe? how)
    {
        var model = new Model(network.Network.Input, head.Probabilities, "classifier");
        model.Compile(
            new AdamW(), new CategoricalCrossentropy(labelSmoothing: how?.LabelSmoothing ?? 0),
            [new MeanLoss(new CategoricalCrossentropy()), new Accuracy()]);
        return model;
    }

    /// <summary>Fine-tunes as a recipe says; where no epoch is better, all is as it was.</summary>
    /// <param name="model">What <see cref="Compiled"/> gave.</param>
    /// <param name="recipe">The recipe that the head followed.</param>
    /// <param name="train">The pictures to learn from.</param>
    /// <param name="validation">The pictures to tell the best state by; none: the last state counts.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="checkpoints">Where it goes on, and where its state is kept; null: it is not.</param>
    /// <param name="cancellationToken">Ends it; once the start is measured, the best state so far counts.</param>
    /// <exception cref="RecipeException">The backbone has fewer blocks, or no layers that can have the adapters.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before there was anything to compare.</exception>
    public FineTunedBackbone Run(
        Model model, Recipe recipe, PicturePart train, PicturePart validation, FineTuneProgress? progress,
        ICheckpointing? checkpoints, CancellationToken cancellationToken)
    {
        var how = recipe.HowToFineTune;
        var blocks = Unfrozen(recipe);
        network.Network.RemoveAdapters();
        FineTuneAdapters.Add(network, recipe, how);
        if (recipe.Augment != AugmentationPreset.None)
            how = how with { Mirror = how.Mirror ?? recipe.Discriminant?.IsMirrored ?? true };
        var judged = validation.Count > 0 && !how.KeepLast ? new LabeledDataset(validation) : null;
        var tuning = new FineTuning(model, blocks, Options(recipe, how) with { Progress = progress })
        {
            Floor = judged is null ? null : Accuracy,
            EndAfter = how.EndAfter,
            TrainsNormalization = recipe.IsFromScratch,
            Store = settings.Store ?? new FeatureStore(Path.GetTempPath(), limit: 0),
            Checkpoints = checkpoints,
            KeepsOnCancellation = true,
        };
        FineTuneResult result;
        try
        {
            result = tuning.Run(new LabeledDataset(Viewed(train, recipe, how)), train.Count, judged, cancellationToken);
        }
        catch
        {
            network.Network.RemoveAdapters();
            throw;
        }
        var adapters = result.BestEpoch is null ? null : FineTuneAdapters.Merge(network);
        if (result.BestEpoch is null)
        {
            network.Network.RemoveAdapters();
            network.Network.Trainable = false;
        }
        if (cancellationToken.IsCancellationRequested)
            how = how with { EndAfter = Math.Max(1, result.History.Epochs.Count) };
        return new FineTunedBackbone(recipe with { FineTuning = how }, result, adapters);
    }

    /// <summary>Makes the blocks of a recipe trainable and no others.</summary>
    public void Unfreeze(Recipe recipe)
    {
        network.Network.Trainable = false;
        FineTuning.Unfreeze(Unfrozen(recipe).SelectMany(block => block));
    }

    private IReadOnlyList<IReadOnlyList<Layer>> Unfrozen(Recipe recipe)
    {
        var (all, wanted) = (network.Blocks, FineTuneDepth.Parse(recipe.FineTune));
        if (wanted > all.Count && wanted != int.MaxValue)
            throw new RecipeException(
                $"'{recipe.Backbone}' has {all.Count} blocks, so {wanted} cannot be fine-tuned; 'all' is all of them.");
        return [.. all.TakeLast(wanted)];
    }

    private static ILabeledSamples Viewed(PicturePart train, Recipe recipe, FineTuneRecipe how) =>
        recipe.Augment == AugmentationPreset.None
            ? train
            : new AugmentedPart(train, Augmenter.Of(recipe.Augment, how.Mirror ?? true), recipe.Seed, how.Views);

    private FineTuneOptions Options(Recipe recipe, FineTuneRecipe how) => new()
    {
        Epochs = how.Epochs,
        BatchSize = recipe.BatchSize,
        LearningRate = how.LearningRate,
        HeadRate = how.HeadRate,
        AdapterRate = how.AdapterRate,
        LayerDecay = how.LayerDecay,
        WeightDecay = how.WeightDecay,
        StartingPointDecay = how.StartingPointDecay,
        Monitor = ClassifierResult.FineTuningLoss,
        Patience = how.Patience,
        Seed = recipe.Seed,
        Precision = precision,
        Clock = settings.Clock,
    };
}

/// <summary>A backbone and its head after fine-tuning.</summary>
/// <param name="Recipe">The recipe with everything that was chosen.</param>
/// <param name="Result">What came of it; null where the head alone was kept.</param>
/// <param name="Adapters">The adapters that are merged into the backbone; null where there are none.</param>
internal sealed record FineTunedBackbone(Recipe Recipe, FineTuneResult? Result, TrainedAdapters? Adapters = null);
