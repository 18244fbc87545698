using Graft.Layers;
using Graft.Training;
using Graft.Training.Callbacks;
using Graft.Training.Optimizers;
using Graft.Training.Schedules;
using TorchSharp;

namespace Graft.Planning;

/// <summary>Trains a head on the trunk's features: AdamW along a cosine, ended early by the validation loss, the best epoch kept.</summary>
internal static class HeadTraining
{
    private const float LeastShareOfVariance = 0.01f;

    public static History Run(
        Model head,
        Normalization standardisation,
        PartFeatures train,
        PartFeatures validation,
        Recipe recipe,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        Standardise(standardisation, train.Features);
        var steps = (train.Count + recipe.BatchSize - 1) / recipe.BatchSize;
        var optimizer = new AdamW(new CosineDecay(recipe.LearningRate, (long)steps * recipe.Epochs), recipe.WeightDecay);
        head.Compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"]);
        var stopping = new EarlyStopping(validation.Count > 0 ? "val_loss" : "loss", patience: recipe.Patience, restoreBestWeights: true);
        var options = new FitOptions
        {
            BatchSize = recipe.BatchSize,
            Epochs = recipe.Epochs,
            Seed = recipe.Seed,
            Callbacks = [stopping],
            Progress = progress,
        };
        (IReadOnlyList<NDArray>, IReadOnlyList<NDArray>)? judged = validation.Count > 0 ? ([validation.Features], [validation.Labels]) : null;
        return head.Fit([train.Features], [train.Labels], options, judged, cancellationToken: cancellationToken);
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
