namespace Graft.Training;

/// <summary>What came of a fine-tuning.</summary>
/// <param name="Start">
/// The values before the first step, with <c>val_</c> before their names; none without validation data.
/// </param>
/// <param name="History">What each epoch came to, and why it ended early.</param>
/// <param name="BestEpoch">
/// The epoch, from 0 on, whose weights the model has now; null: those that it began with, since no epoch was better.
/// </param>
public sealed record FineTuneResult(IReadOnlyDictionary<string, double> Start, History History, int? BestEpoch)
{
    /// <summary>The values of the weights that the model has now; of the training data only where an epoch was better.</summary>
    public IReadOnlyDictionary<string, double> Best => BestEpoch is { } epoch ? History.Epochs[epoch].Values : Start;
}
