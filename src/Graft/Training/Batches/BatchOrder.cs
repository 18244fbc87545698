using Graft.Engine;

namespace Graft.Training.Batches;

/// <summary>In which order samples come, and how they are cut into batches.</summary>
internal static class BatchOrder
{
    /// <summary>The numbers of all samples in their own order.</summary>
    public static int[] AsTheyStand(int count) => [.. Enumerable.Range(0, count)];

    /// <summary>The numbers of all samples in an order that a seed and the name of the epoch fix.</summary>
    public static int[] Shuffled(int count, int seed, string epoch)
    {
        var order = AsTheyStand(count);
        new RandomStream(seed, epoch).Shuffle<int>(order);
        return order;
    }

    /// <summary>Cuts an order into batches; the last one may be smaller.</summary>
    public static IEnumerable<int[]> InBatches(int[] order, int batchSize) => order.Chunk(batchSize);

    /// <summary>How many batches there are.</summary>
    public static int Count(int samples, int batchSize) => (samples + batchSize - 1) / batchSize;
}
