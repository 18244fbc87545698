using System.Collections;
using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>
/// The batches of one run of a <see cref="PictureLoader"/>, to be enumerated once; loading begins with the enumeration.
/// </summary>
/// <remarks>
/// The enumeration blocks its thread until the next batch is there. It throws <see cref="DatasetException"/> where too many
/// pictures
/// are unusable and <see cref="OperationCanceledException"/> where the token was cancelled. However it ends, no thread reads on.
/// </remarks>
public sealed class PictureBatches : IEnumerable<PictureBatch>
{
    // Recalled pictures wait for those before them to fill a batch, in so much memory at most.
    private const int MaximumRecalled = 4096;
    private const long MaximumRecalledValues = 8L << 20;

    private readonly Preprocessing preprocessing;
    private readonly PictureLoaderOptions options;
    private readonly Func<PictureHash, float[]?>? recall;
    private readonly IReadOnlyList<PictureReference> pictures;
    private readonly IReadOnlyList<int>? labels;
    private readonly UnusableRule rule;
    private readonly CancellationToken cancellation;
    private readonly List<UnusablePicture> unusable = [];
    private long loadingTicks;
    private bool begun;

    internal PictureBatches(
        Preprocessing preprocessing,
        PictureLoaderOptions options,
        Func<PictureHash, float[]?>? recall,
        IReadOnlyList<PictureReference> pictures,
        IReadOnlyList<int>? labels,
        UnusableRule rule,
        CancellationToken cancellation)
    {
        this.preprocessing = preprocessing;
        this.options = options;
        this.recall = recall;
        this.pictures = pictures;
        this.labels = labels;
        this.rule = rule;
        this.cancellation = cancellation;
    }

    /// <summary>How many pictures were given, usable or not.</summary>
    public int PictureCount => pictures.Count;

    /// <summary>
    /// The pictures met so far that cannot be used, in the order given; complete when the enumeration has ended.
    /// </summary>
    public IReadOnlyList<UnusablePicture> Unusable => unusable;

    /// <summary>The time spent reading, decoding and resizing so far, all threads together.</summary>
    public TimeSpan LoadingTime => TimeSpan.FromTicks(Interlocked.Read(ref loadingTicks));

    /// <summary>Begins to load.</summary>
    /// <exception cref="InvalidOperationException">The batches were enumerated before.</exception>
    public IEnumerator<PictureBatch> GetEnumerator()
    {
        if (begun)
            throw new InvalidOperationException("These batches were enumerated before; ask the loader for them again.");
        begun = true;
        return Batches().GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<PictureBatch> Batches()
    {
        var pending = new List<Prepared>(options.BatchSize);
        var recalled = new List<RecalledPicture>();
        var waiting = 0L;
        var usableLabels = new HashSet<int>();
        var index = 0;
        foreach (var outcome in OrderedPrefetch.Run(pictures, Prepare, options.Workers, options.Lookahead, cancellation))
        {
            if (outcome.Reason is { } reason)
            {
                unusable.Add(new UnusablePicture(index, pictures[index].Name, reason));
                rule.Check(unusable);
            }
            else if (labels is not null)
                usableLabels.Add(labels[index]);
            if (outcome.Pixels is { } pixels)
                pending.Add(new Prepared(index, pixels, outcome.Hash));
            if (outcome.Recalled is { } values)
            {
                recalled.Add(new RecalledPicture(index, labels?[index] ?? -1, outcome.Hash, values));
                waiting += values.Length;
            }
            index++;
            if (pending.Count == options.BatchSize || recalled.Count == MaximumRecalled || waiting >= MaximumRecalledValues)
            {
                yield return Together(pending, recalled);
                waiting = 0;
            }
        }
        rule.CheckClasses(usableLabels, unusable);
        if (pending.Count + recalled.Count > 0)
            yield return Together(pending, recalled);
    }

    private Outcome Prepare(PictureReference picture)
    {
        var start = options.Clock.GetTimestamp();
        try
        {
            var file = picture.Read(options.Limits.MaximumBytes);
            var hash = PictureHash.Of(file);
            if (recall?.Invoke(hash) is { } values)
                return new Outcome(null, values, hash, null);
            var pixels = preprocessing.Prepare(file, options.Limits).Pixels;
            return new Outcome(pixels, null, hash, null);
        }
        catch (PictureException error)
        {
            return new Outcome(null, null, default, error.Message);
        }
        finally
        {
            Interlocked.Add(ref loadingTicks, options.Clock.GetElapsedTime(start).Ticks);
        }
    }

    private PictureBatch Together(List<Prepared> pending, List<RecalledPicture> recalled)
    {
        var size = preprocessing.InputHeight * preprocessing.InputWidth * 3;
        var pixels = GC.AllocateUninitializedArray<byte>(checked(pending.Count * size));
        for (var i = 0; i < pending.Count; i++)
            pending[i].Pixels.CopyTo(pixels, i * size);
        var batch = new PictureBatch(
            preprocessing.InputHeight,
            preprocessing.InputWidth,
            pixels,
            [.. pending.Select(picture => picture.Index)],
            labels is null ? [] : [.. pending.Select(picture => labels[picture.Index])],
            [.. pending.Select(picture => picture.Hash)],
            [.. recalled]);
        pending.Clear();
        recalled.Clear();
        return batch;
    }

    /// <summary>What became of a picture: its pixels, what was known of it, or the reason why there is neither.</summary>
    private readonly record struct Outcome(byte[]? Pixels, float[]? Recalled, PictureHash Hash, string? Reason);

    private readonly record struct Prepared(int Index, byte[] Pixels, PictureHash Hash);
}
