namespace Graft.Pretraining;

/// <summary>What a pre-training has before it begins.</summary>
/// <param name="Data">Where the pictures come from.</param>
/// <param name="Network">The network that is trained.</param>
/// <param name="Training">The pictures to learn from.</param>
/// <param name="Validation">The pictures that tell how well it goes; there may be none.</param>
internal sealed record PretrainingMaterial(
    PretrainingData Data, PretrainingNetwork Network, PretrainingPictures Training, PretrainingPictures Validation);
