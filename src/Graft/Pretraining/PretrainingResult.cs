using Graft.Data;
using Graft.Training;

namespace Graft.Pretraining;

/// <summary>What came of a pre-training.</summary>
public sealed record PretrainingResult
{
    /// <summary>The weights file that was written.</summary>
    public required string Weights { get; init; }

    /// <summary>The recipe that was followed.</summary>
    public required PretrainingRecipe Recipe { get; init; }

    /// <summary>The names of the classes that the pictures have; none where they have none.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Pictures learned from.</summary>
    public required int TrainingPictures { get; init; }

    /// <summary>Pictures measured on.</summary>
    public required int ValidationPictures { get; init; }

    /// <summary>The pictures that could not be used.</summary>
    public required IReadOnlyList<UnusablePicture> Unusable { get; init; }

    /// <summary>Weights of the network, with its classifier where it keeps one.</summary>
    public required long Parameters { get; init; }

    /// <summary>The epochs, those before an interruption too where it is of the last phase.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>The share of validation pictures whose class was named rightly in the end; null where none have one.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>Pictures a second that this run's steps learned from, all in.</summary>
    public required double PicturesPerSecond { get; init; }

    /// <summary>The share of this run's training time in which a step waited for its pictures, from 0 to 1.</summary>
    public required double WaitedShare { get; init; }

    /// <summary>Seconds that this run took.</summary>
    public required double Seconds { get; init; }
}
