namespace Graft.Training.Batches;

/// <summary>Samples that are looked up by their numbers.</summary>
internal interface IBatchSource
{
    /// <summary>How many samples there are.</summary>
    int Count { get; }

    /// <summary>The same samples as they look in a view; without one they are as they are.</summary>
    IBatchSource InView(long view);

    /// <summary>Makes a batch of the samples with these numbers, in this order.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while samples were read.</exception>
    Batch Take(int[] rows, CancellationToken cancellationToken);
}
