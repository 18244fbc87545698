using Graft.Engine;
using Graft.Layers;
using Graft.Runtime.Heads;
using Graft.Training;
using Graft.Training.Callbacks;
using Graft.Training.Checkpoints;
using Graft.Training.Losses;
using Graft.Training.Optimizers;
using Graft.Training.Schedules;
using TorchSharp;

namespace Graft.Planning;

/// <summary>
/// Trains a head on the trunk's features: AdamW along a cosine, ended early by the validation loss, the best epoch kept.
/// </summary>
internal static class HeadTraining
{
    private const float LeastShareOfVariance = 0.01f;

    public static MadeHead Run(
        TappedNetwork network,
        int classes,
        PartFeatures train,
        PartFeatures validation,
        Recipe recipe,
        Continuation? start,
        IProgress<TrainingProgress>? progress,
        ICheckpointing? checkpoints,
        CancellationToken cancellationToken)
    {
        var taps = TapsNames.Parse(recipe.Taps) ?? Taps.Last;
        var width = network.Widths.Of(taps);
        (train, validation) = (train.Last(width), validation.Last(width));
        var features = network.Features(taps);
        var (probabilities, standardisation) =
            HeadDesign.Parse(recipe.Head).Build(features, classes, recipe.Dropout, recipe.Seed);
        var head = new Model(features, probabilities, "head");
        if (start is null)
            Standardise(standardisation, train.Features);
        else
            start.CopyTo(head.Layers.Where(layer => layer.Weights.Count > 0), probabilities.Node.Layer);
        var steps = (train.Count + recipe.BatchSize - 1) / recipe.BatchSize;
        var optimizer = new AdamW(new CosineDecay(recipe.LearningRate, (long)steps * recipe.Epochs), recipe.WeightDecay);
        head.Compile(optimizer, new CategoricalCrossentropy { LabelSmoothing = recipe.LabelSmoothing }, ["accuracy"]);
        var monitor = validation.Count > 0 ? "val_loss" : "loss";
        // A head that knows something already may be better than all epochs after it.
        Callback stopping = start is not null && validation.Count > 0
            ? new BestState(monitor, null, recipe.Patience)
            : new EarlyStopping(monitor, patience: recipe.Patience, restoreBestWeights: true);
        var options = new FitOptions
        {
            BatchSize = recipe.BatchSize,
            Epochs = recipe.Epochs,
            Seed = recipe.Seed,
            Callbacks = [stopping],
            Progress = progress,
            Checkpoints = checkpoints,
        };
        (IReadOnlyList<NDArray>, IReadOnlyList<NDArray>)? judged =
            validation.Count > 0 ? ([validation.Features], [OneHot(validation, classes)]) : null;
        // Steps this small are quickest on one thread, and then do not depend on how many there are.
        var threads = Threads.Count;
        Threads.Use(1);
        try
        {
            var history = head.Fit([train.Features], [OneHot(train, classes)], options, judged, cancellationToken: cancellationToken);
            var chosen = recipe with { Taps = TapsNames.Of(taps), Discriminant = null, Logistic = null };
            return new MadeHead(features, probabilities, chosen, history.Epochs, []);
        }
        finally
        {
            Threads.Use(threads);
        }
    }

    private static NDArray OneHot(PartFeatures part, int classes)
    {
        var values = new float[part.Count * classes];
        for (var i = 0; i < part.Count; i++)
            values[i * classes + part.Labels[i]] = 1;
        return new NDArray(values, part.Count, classes);
    }

    // A channel that hardly varies in training says nothing, and would drown the others where it does vary in use.
    private static void Standardise(Normalization standardisation, NDArray features)
    {
        using var scope = torch.NewDisposeScope();
        standardisation.Adapt(torch.tensor(features.Values, features.Count, features.Values.Length / features.Count));
        var variance = standardisation.Weights.Single(weight => weight.Name == "variance");
        var values = variance.ToArray();
        var least = LeastShareOfVariance * values.Average();
        variance.Set([.. values.Select(value => Math.Max(value, least))]);
    }
}
