using Graft.Data;
using Graft.Data.Augmentation;

namespace Graft.Planning;

/// <summary>Predicts how long a fine-tuning takes, by a few steps of it and by how the ones before it went.</summary>
/// <param name="tuning">Fine-tunes.</param>
/// <param name="model">The model; after a measurement its weights are no longer what they were.</param>
/// <param name="train">The pictures to learn from.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class FineTuneCost(BackboneFineTuning tuning, Model model, PicturePart train, TimeProvider clock)
{
    private const int Steps = 2;

    private double correction = 1;

    /// <summary>The seconds that a fine-tuning will take.</summary>
    /// <param name="recipe">The fine-tuning.</param>
    /// <param name="frozen">Pictures that go through the frozen part.</param>
    /// <param name="trained">Pictures that are trained on, all epochs together.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public double Seconds(Recipe recipe, double frozen, double trained, CancellationToken cancellationToken)
    {
        var few = train.Some([.. Enumerable.Range(0, Math.Min(train.Count, Steps * recipe.BatchSize))]);
        var how = recipe.FineTuning ?? new FineTuneRecipe();
        var looks = recipe.Augment == AugmentationPreset.None ? 1 : how.Looks;
        var probe = recipe with { FineTuning = how with { Epochs = 1, EndAfter = null, KeepLast = true } };
        var began = clock.GetTimestamp();
        var tuned = tuning.Run(model, probe, few, few, null, null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var all = clock.GetElapsedTime(began).TotalSeconds;
        var epoch = tuned.Result!.History.Epochs[0].Duration.TotalSeconds;
        return correction * (looks * frozen * (all - epoch) + trained * epoch) / few.Count;
    }

    /// <summary>Learns from how long one really took: the first steps of a process are its slowest.</summary>
    public void Correct(double predicted, double seconds)
    {
        if (predicted > 0)
            correction = Math.Clamp(correction * seconds / predicted, 0.1, 10);
    }
}
