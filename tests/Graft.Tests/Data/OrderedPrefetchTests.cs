using CsCheck;
using Graft.Data;

namespace Graft.Tests.Data;

public sealed class OrderedPrefetchTests
{
    private enum Ending
    {
        Complete,
        Left,
        Cancelled,
        Failed,
    }

    [Fact]
    public async Task However_an_enumeration_ends_it_ends_and_was_in_order_until_then()
    {
        var cases = Gen.Select(Gen.Int[0, 30], Gen.Int[1, 4], Gen.Int[1, 12], Gen.Int[0, 30], Gen.Enum<Ending>(), Gen.Bool);
        var sampling = Task.Run(() => cases.Sample((count, workers, ahead, stopAt, ending, waits) =>
        {
            using var source = new CancellationTokenSource();
            var (atWork, mostAtWork) = (0, 0);
            var items = Enumerable.Range(0, count).ToArray();
            var taken = new List<int>();
            try
            {
                foreach (var result in OrderedPrefetch.Run(items, Work, workers, ahead, source.Token))
                {
                    taken.Add(result);
                    // Everything that may be done ahead is then done, and what is done waits to be fetched.
                    if (result == stopAt && waits)
                        Thread.Sleep(2);
                    if (result == stopAt && ending == Ending.Left)
                        break;
                    if (result == stopAt && ending == Ending.Cancelled)
                        source.Cancel();
                }
                Assert.True(ending is Ending.Complete or Ending.Left || stopAt >= count - (ending == Ending.Failed ? 0 : 1));
            }
            catch (OperationCanceledException error)
            {
                Assert.Equal((Ending.Cancelled, source.Token), (ending, error.CancellationToken));
            }
            catch (TimeZoneNotFoundException)
            {
                Assert.Equal(Ending.Failed, ending);
            }
            var expected = Math.Min(count, ending switch { Ending.Complete => count, Ending.Failed => stopAt, _ => stopAt + 1 });
            Assert.Equal(Enumerable.Range(0, expected), taken);
            Assert.Equal(0, Volatile.Read(ref atWork));
            Assert.True(Volatile.Read(ref mostAtWork) <= workers);

            int Work(int item)
            {
                var now = Interlocked.Increment(ref atWork);
                InterlockedMaximum(ref mostAtWork, now);
                try
                {
                    return ending == Ending.Failed && item == stopAt ? throw new TimeZoneNotFoundException() : item;
                }
                finally
                {
                    Interlocked.Decrement(ref atWork);
                }
            }
        }, iter: 500));
        await sampling.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static void InterlockedMaximum(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
            seen = Interlocked.CompareExchange(ref target, value, seen) is var was && was == seen ? value : was;
    }
}
