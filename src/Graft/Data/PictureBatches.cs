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
    private readonly Preprocessing preprocessing;
    private readonly PictureLoaderOptions options;
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
        IReadOnlyList<PictureReference> pictures,
        IReadOnlyList<int>? labels,
        UnusableRule rule,
        CancellationToken cancellation)
    {
        this.preprocessing = preprocessing;
        this.options = options;
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
        var usableLabels = new HashSet<int>();
        var index = 0;
        foreach (var outcome in OrderedPrefetch.Run(pictures, Prepare, options.Workers, options.Lookahead, cancellation))
        {
            if (outcome.Pixels is { } pixels)
            {
                pending.Add(new Prepared(index, pixels, outcome.Hash));
                if (labels is not null)
                    usableLabels.Add(labels[index]);
            }
            else
            {
                unusable.Add(new UnusablePicture(index, pictures[index].Name, outcome.Reason!));
                rule.Check(unusable);
            }
            index++;
            if (pending.Count == options.BatchSize)
                yield return Together(pending);
        }
        rule.CheckClasses(usableLabels, unusable);
        if (pending.Count > 0)
            yield return Together(pending);
    }

    private Outcome Prepare(PictureReference picture)
    {
        var start = options.Clock.GetTimestamp();
        try
        {
            var file = picture.Read(options.Limits.MaximumBytes);
            var pixels = preprocessing.Prepare(file, options.Limits).Pixels;
            return new Outcome(pixels, PictureHash.Of(file), null);
        }
        catch (PictureException error)
        {
            return new Outcome(null, default, error.Message);
        }
        finally
        {
            Interlocked.Add(ref loadingTicks, options.Clock.GetElapsedTime(start).Ticks);
        }
    }

    private PictureBatch Together(List<Prepared> pending)
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
            [.. pending.Select(picture => picture.Hash)]);
        pending.Clear();
        return batch;
    }

    /// <summary>What became of a picture: its pixels, or the reason why there are none.</summary>
    private readonly record struct Outcome(byte[]? Pixels, PictureHash Hash, string? Reason);

    private readonly record struct Prepared(int Index, byte[] Pixels, PictureHash Hash);
}
