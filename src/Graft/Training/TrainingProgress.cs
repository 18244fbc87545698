namespace Graft.Training;

/// <summary>How far a training is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Epoch">The epoch, from 0 on.</param>
/// <param name="Epochs">How many epochs were asked for.</param>
/// <param name="Step">How many batches of this stage and epoch are done.</param>
/// <param name="Steps">How many batches this stage has in an epoch.</param>
/// <param name="Loss">The mean loss of the epoch so far; null before the first batch.</param>
/// <param name="Elapsed">The time since the epochs began, or since <see cref="TrainingStage.Features"/> did.</param>
/// <param name="Remaining">
/// The time that all the epochs will still take if they go on like this, or that stage its rest; null while it cannot be told.
/// Early stopping makes it shorter.
/// </param>
public sealed record TrainingProgress(
    TrainingStage Stage, int Epoch, int Epochs, int Step, int Steps, double? Loss, TimeSpan Elapsed, TimeSpan? Remaining);
