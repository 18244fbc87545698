namespace Graft.Training.Batches;

/// <summary>Samples that are looked up by their numbers.</summary>
internal interface IBatchSource
{
    /// <summary>How many samples there are.</summary>
    int Count { get; }

    /// <summary>Whether reading samples is work that is worth doing beside the computation: decoding, augmentation.</summary>
    bool IsWorkToRead { get; }

    /// <summary>How many views there are, after which the first comes again; null: they never end, or there are none.</summary>
    int? Views { get; }

    /// <summary>The same samples as they look in a view; without one they are as they are.</summary>
    IBatchSource InView(long view);

    /// <summary>Reads the samples with these numbers, in this order. On any thread: it does without tensors.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while samples were read.</exception>
    ReadSamples Read(int[] rows, CancellationToken cancellationToken);

    /// <summary>Makes a batch of what was read, which is used up.</summary>
    Batch Make(ReadSamples read);
}
