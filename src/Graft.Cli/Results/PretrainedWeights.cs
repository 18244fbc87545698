using Graft.Pretraining;

namespace Graft.Cli.Results;

/// <summary>What came of <c>graft pretrain</c> and <c>graft distill</c>.</summary>
/// <param name="Weights">The weights file that was written.</param>
/// <param name="Architecture">The network.</param>
/// <param name="Teacher">The network that it learned from; null where there was none.</param>
/// <param name="Classes">The classes of the pictures; none where they have none.</param>
/// <param name="Pictures">Numbers of pictures.</param>
/// <param name="Parameters">Weights of the network.</param>
/// <param name="Epochs">The epochs.</param>
/// <param name="Accuracy">The share of validation pictures named rightly in the end; null where none have a class.</param>
/// <param name="PicturesPerSecond">Pictures a second that the steps of this run learned from, all in.</param>
/// <param name="WaitedShare">The share of that time in which a step waited for its pictures.</param>
/// <param name="Seconds">How long this run took.</param>
internal sealed record PretrainedWeights(
    string Weights,
    string Architecture,
    string? Teacher,
    IReadOnlyList<string> Classes,
    PretrainingCounts Pictures,
    long Parameters,
    IReadOnlyList<PretrainingEpoch> Epochs,
    double? Accuracy,
    double PicturesPerSecond,
    double WaitedShare,
    double Seconds)
{
    public static PretrainedWeights Of(PretrainingResult result) => new(
        result.Weights, result.Recipe.Architecture, result.Recipe.Teacher?.Backbone, result.Classes,
        new(result.TrainingPictures, result.ValidationPictures, result.Unusable.Count), result.Parameters,
        [.. result.Epochs.Select(epoch => new PretrainingEpoch(epoch.Epoch + 1, epoch.Values, epoch.Duration.TotalSeconds))],
        result.Accuracy, result.PicturesPerSecond, result.WaitedShare, result.Seconds);
}

/// <summary>Numbers of pictures.</summary>
/// <param name="Train">Learned from; one that is much larger than the input counts several times.</param>
/// <param name="Validation">Measured on.</param>
/// <param name="Unusable">That could not be read.</param>
internal sealed record PretrainingCounts(int Train, int Validation, int Unusable);

/// <summary>One epoch.</summary>
/// <param name="Epoch">Its number, from 1 on.</param>
/// <param name="Values">Losses and metrics by name.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record PretrainingEpoch(int Epoch, IReadOnlyDictionary<string, double> Values, double Seconds);
