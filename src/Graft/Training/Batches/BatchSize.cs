namespace Graft.Training.Batches;

/// <summary>How many samples are run at once.</summary>
internal static class BatchSize
{
    /// <exception cref="TrainingException">It is below 1.</exception>
    public static void Require(int batchSize)
    {
        if (batchSize < 1)
            throw new TrainingException(FormattableString.Invariant($"The batch size is {batchSize}; it must be at least 1."));
    }
}
