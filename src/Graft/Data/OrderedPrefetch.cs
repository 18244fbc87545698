using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Dataflow;

namespace Graft.Data;

/// <summary>Work done ahead of its consumer on several threads, handed out in order, bounded in number.</summary>
internal static class OrderedPrefetch
{
    /// <summary>
    /// Enumerates the results of the work on each item, in the items' order. However the enumeration ends, no work goes on after
    /// it.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="work">Safe to call from several threads; what it throws, the enumeration throws in that item's place.</param>
    /// <param name="workers">The largest number of threads at work.</param>
    /// <param name="ahead">The largest number of items that are begun and not handed out; at least one for each worker.</param>
    /// <param name="cancellation">Ends the enumeration; work that has begun is finished first.</param>
    public static IEnumerable<TResult> Run<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, TResult> work, int workers, int ahead, CancellationToken cancellation)
    {
        // The block never faults and is never cancelled itself: in both cases it would drop items, and those behind them move up.
        using var stop = new CancellationTokenSource();
        var block = new TransformBlock<TItem, Attempt<TResult>>(
            item => stop.IsCancellationRequested ? default : Try(work, item),
            new ExecutionDataflowBlockOptions
            {
                MaxDegreeOfParallelism = workers,
                BoundedCapacity = Math.Max(ahead, workers),
                EnsureOrdered = true,
                SingleProducerConstrained = true,
            });
        var feeding = Task.Run(() => Feed(block, items, stop.Token), CancellationToken.None);
        try
        {
            for (var i = 0; i < items.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var attempt = block.Receive(cancellation);
                attempt.Error?.Throw();
                yield return attempt.Result!;
            }
        }
        finally
        {
            stop.Cancel();
            Task.WaitAny([feeding], CancellationToken.None);
            // The block ends when nothing is left in it.
            block.LinkTo(DataflowBlock.NullTarget<Attempt<TResult>>());
            Task.WaitAny([block.Completion], CancellationToken.None);
        }
    }

    private static async Task Feed<TItem>(ITargetBlock<TItem> block, IReadOnlyList<TItem> items, CancellationToken stop)
    {
        try
        {
            foreach (var item in items)
                await block.SendAsync(item, stop).ConfigureAwait(false);
        }
        finally
        {
            block.Complete();
        }
    }

    private static Attempt<TResult> Try<TItem, TResult>(Func<TItem, TResult> work, TItem item)
    {
        try
        {
            return new Attempt<TResult>(work(item), null);
        }
        catch (Exception error) // Whatever it is, it is thrown again where the consumer meets it.
        {
            return new Attempt<TResult>(default, ExceptionDispatchInfo.Capture(error));
        }
    }

    private readonly record struct Attempt<TResult>(TResult? Result, ExceptionDispatchInfo? Error);
}
