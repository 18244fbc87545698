using Graft.Runtime.Heads;
using Graft.Training;
using Graft.Training.Checkpoints;

namespace Graft.Planning;

/// <summary>Makes the head of a network: found without epochs, trained, or taken over from a finished model and trained on.</summary>
/// <param name="network">The network.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <param name="start">The finished model that the training continues from; null: none.</param>
internal sealed class HeadMaking(TappedNetwork network, ClassifierTrainingSettings settings, Continuation? start)
{
    /// <summary>Makes heads of the same network that take nothing over: of what they are judged by they have seen nothing.</summary>
    public HeadMaking Anew() => new(network, settings, null);

    /// <param name="recipe">What is chosen of the head.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="train">The features to learn from.</param>
    /// <param name="validation">Those to tell the best epoch of a trained head by.</param>
    /// <param name="progress">Is told how far training is.</param>
    /// <param name="checkpoints">Where training goes on, and where its state is kept; null: it is not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public MadeHead Run(
        Recipe recipe, int classes, PartFeatures train, PartFeatures validation, IProgress<TrainingProgress>? progress,
        ICheckpointing? checkpoints, CancellationToken cancellationToken)
    {
        var kept = start is { Account.KeepsHead: true } ? start : null;
        if (HeadDesign.Parse(recipe.Head).IsTrained)
            return HeadTraining.Run(network, classes, train, validation, recipe, kept, progress, checkpoints, cancellationToken);
        return kept is not null
            ? Keep(kept, recipe, classes)
            : new HeadFinding(recipe, settings.Threads, settings.Clock).Run(network, train, classes, cancellationToken);
    }

    // What it was found on are the features of other pictures, so that it cannot be taught.
    private MadeHead Keep(Continuation kept, Recipe recipe, int classes)
    {
        var features = network.Features(TapsNames.Parse(recipe.Taps) ?? Taps.Last);
        var probabilities = HeadFinding.Layers(features, classes, kept.HasRoots);
        kept.CopyTo([probabilities.Node.Layer], probabilities.Node.Layer);
        var made = kept.From.Made;
        return new MadeHead(
            features, probabilities, recipe with { Discriminant = made.Discriminant, Logistic = made.Logistic }, [], []);
    }
}
