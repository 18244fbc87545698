using Graft.Data;

namespace Graft.Training.Batches;

/// <summary>Reads the samples of the next batches while the network computes, where that is work.</summary>
/// <param name="source">The samples.</param>
/// <param name="clock">Tells the time; null: how long the network waits is not measured.</param>
internal sealed class ReadAhead(IBatchSource source, TimeProvider? clock = null)
{
    // One is being read and one waits; more would gain nothing, as a step takes about as long as another.
    private const int Batches = 2;

    /// <summary>How long the network had to wait for samples.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The samples of batches, in order.</summary>
    /// <param name="batches">The numbers of the samples of each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<ReadSamples> Run(IReadOnlyList<int[]> batches, CancellationToken cancellationToken)
    {
        var read = source.IsWorkToRead
            ? OrderedPrefetch.Run(batches, Read, workers: 1, Batches, cancellationToken)
            : batches.Select(Read);
        using var all = read.GetEnumerator();
        while (true)
        {
            var began = clock?.GetTimestamp() ?? 0;
            var isThere = all.MoveNext();
            Waited += clock?.GetElapsedTime(began) ?? TimeSpan.Zero;
            if (!isThere)
                yield break;
            yield return all.Current;
        }

        ReadSamples Read(int[] rows) => source.Read(rows, cancellationToken);
    }
}
