namespace Graft.Training;

/// <summary>What each epoch of a training came to.</summary>
public sealed class History
{
    private readonly List<EpochResult> epochs = [];

    /// <summary>The epochs that were finished, in order.</summary>
    public IReadOnlyList<EpochResult> Epochs => epochs;

    /// <summary>Why training ended before all epochs were done, in one sentence; null where it did not.</summary>
    public string? StopReason { get; internal set; }

    /// <summary>How long all steps together waited for their samples to be read, decoded and changed, in this run.</summary>
    public TimeSpan WaitedForSamples { get; internal set; }

    /// <summary>How many steps this run has made.</summary>
    internal long StepsMade { get; set; }

    /// <summary>One value over all epochs, <c>history["val_accuracy"]</c> for instance.</summary>
    /// <exception cref="KeyNotFoundException">The training did not report this value.</exception>
    public IReadOnlyList<double> this[string name] => [.. epochs.Select(epoch => epoch[name])];

    internal void Add(EpochResult epoch) => epochs.Add(epoch);
}
