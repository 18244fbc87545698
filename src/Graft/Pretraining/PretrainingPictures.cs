using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Runtime.Imaging;

namespace Graft.Pretraining;

/// <summary>
/// Pictures to learn from, each view of them changed at random. They are decoded once and kept as they are in their files, as long as
/// memory allows; those that do not fit are decoded again for each view. May be read from several threads at once.
/// </summary>
/// <remarks>A picture may stand several times among the samples, each with views of its own.</remarks>
internal sealed class PretrainingPictures : IAugmentedSamples
{
    // Far from the seeds that people choose, so that no sample repeats the views of another seed's.
    private const long RepeatStep = 0x5DEECE66DL << 20;

    private readonly PictureReference[] pictures;
    private readonly Picture?[] decoded;
    private readonly PictureHash[] hashes;
    private readonly int[] labels;
    private readonly int[] repeats;
    private readonly PictureLoaderOptions loading;
    private readonly Augmenter augmenter;
    private readonly long seed;

    private PretrainingPictures(PretrainingPictures other, Preprocessing preprocessing, Augmenter augmenter, long seed)
    {
        (pictures, decoded, hashes, labels) = (other.pictures, other.decoded, other.hashes, other.labels);
        (repeats, loading) = (other.repeats, other.loading);
        (ClassCount, Unusable) = (other.ClassCount, other.Unusable);
        (Preprocessing, this.augmenter, this.seed) = (preprocessing, augmenter, seed);
        SampleShape = [preprocessing.InputHeight, preprocessing.InputWidth, 3];
    }

    private PretrainingPictures(
        IReadOnlyList<ReadPicture> read, int classCount, IReadOnlyList<UnusablePicture> unusable, Preprocessing preprocessing,
        PictureLoaderOptions loading)
    {
        pictures = [.. read.Select(one => one.Reference)];
        decoded = [.. read.Select(one => one.Picture)];
        hashes = [.. read.Select(one => one.Hash)];
        labels = [.. read.Select(one => one.Label)];
        repeats = [.. read.Select(one => one.Repeat)];
        (ClassCount, Unusable, this.loading) = (classCount, unusable, loading);
        (Preprocessing, augmenter) = (preprocessing, new Augmenter());
        SampleShape = [preprocessing.InputHeight, preprocessing.InputWidth, 3];
    }

    /// <inheritdoc/>
    public int Count => pictures.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => labels;

    /// <inheritdoc/>
    public int ClassCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> SampleShape { get; }

    /// <summary>How they are prepared.</summary>
    public Preprocessing Preprocessing { get; }

    Preprocessing? ILabeledSamples.Preprocessing => Preprocessing;

    /// <summary>For each picture the hash of its file.</summary>
    public IReadOnlyList<PictureHash> Hashes => hashes;

    /// <summary>The pictures that cannot be used.</summary>
    public IReadOnlyList<UnusablePicture> Unusable { get; }

    private int SampleLength => Preprocessing.InputHeight * Preprocessing.InputWidth * 3;

    /// <summary>Decodes pictures.</summary>
    /// <param name="given">The pictures and their classes.</param>
    /// <param name="classCount">How many classes there are.</param>
    /// <param name="preprocessing">How they are prepared.</param>
    /// <param name="loading">How they are loaded.</param>
    /// <param name="memory">What they may take.</param>
    /// <param name="times">How often a picture shall stand among the samples, at least once; null: once.</param>
    /// <param name="progress">Is told after each how many are done.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DatasetException">Too many cannot be used.</exception>
    public static PretrainingPictures Load(
        IReadOnlyList<LabeledPicture> given, int classCount, Preprocessing preprocessing, PictureLoaderOptions loading,
        PictureMemory memory, Func<Picture, int>? times, Action<int> progress, CancellationToken cancellation)
    {
        var (read, unusable, done) = (new List<ReadPicture>(given.Count), new List<UnusablePicture>(), 0);
        var rule = new UnusableRule(loading.MaximumUnusableShare, given.Count);
        foreach (var one in OrderedPrefetch.Run(given, Decode, loading.Workers, loading.Lookahead, cancellation))
        {
            if (one.Problem is null)
            {
                var kept = one with { Picture = memory.TryTake(one.Picture!.Pixels.Length) ? one.Picture : null };
                read.AddRange(Enumerable.Range(0, times?.Invoke(one.Picture) ?? 1).Select(repeat => kept with { Repeat = repeat }));
            }
            else
            {
                unusable.Add(new UnusablePicture(done, one.Reference.Name, one.Problem));
                rule.Check(unusable);
            }
            progress(++done);
        }
        return new PretrainingPictures(read, classCount, unusable, preprocessing, loading);

        ReadPicture Decode(LabeledPicture labeled)
        {
            try
            {
                var file = labeled.Picture.Read(loading.Limits.MaximumBytes);
                return new ReadPicture(
                    labeled.Picture, labeled.Label, PictureDecoder.Decode(file, loading.Limits), PictureHash.Of(file), null);
            }
            catch (PictureException error)
            {
                return new ReadPicture(labeled.Picture, labeled.Label, null, default, error.Message);
            }
        }
    }

    /// <summary>The same pictures, prepared otherwise and seen through an augmenter.</summary>
    /// <param name="preprocessing">How they are prepared.</param>
    /// <param name="changes">What is done with them in each view.</param>
    /// <param name="viewSeed">Fixes everything random.</param>
    public PretrainingPictures As(Preprocessing preprocessing, Augmenter changes, long viewSeed) =>
        new(this, preprocessing, changes, viewSeed);

    /// <inheritdoc/>
    /// <exception cref="PictureException">A picture that was usable before no longer is.</exception>
    public void Read(ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellation = default) =>
        Fill(rows, values, row => Preprocessing.Resize(Decoded(row)), cancellation);

    /// <inheritdoc/>
    /// <exception cref="PictureException">A picture that was usable before no longer is.</exception>
    public void ReadView(ReadOnlySpan<int> rows, long view, Span<float> values, CancellationToken cancellation = default) =>
        Fill(rows, values, row => View(row, view), cancellation);

    /// <summary>How many samples before this one are the same picture.</summary>
    public int RepeatOf(int row) => repeats[row];

    /// <summary>A view of a sample, of the input's size, not normalised.</summary>
    public Picture View(int row, long view) =>
        augmenter.View(Decoded(row), Preprocessing, unchecked(seed + repeats[row] * RepeatStep), hashes[row], view);

    /// <summary>Normalises pictures of the input's size, made on several threads.</summary>
    public void Fill(ReadOnlySpan<int> rows, Span<float> values, Func<int, Picture> picture, CancellationToken cancellation)
    {
        var position = 0;
        foreach (var one in OrderedPrefetch.Run(rows.ToArray(), picture, loading.Workers, loading.Lookahead, cancellation))
        {
            Preprocessing.Normalize(one.Pixels, values.Slice(position, SampleLength));
            position += SampleLength;
        }
    }

    private Picture Decoded(int row)
    {
        if (decoded[row] is { } kept)
            return kept;
        var picture = pictures[row];
        try
        {
            return PictureDecoder.Decode(picture.Read(loading.Limits.MaximumBytes), loading.Limits);
        }
        catch (PictureException error)
        {
            throw new PictureException($"'{picture.Name}' could be used before and now cannot: {error.Message}", error);
        }
    }

    private sealed record ReadPicture(PictureReference Reference, int Label, Picture? Picture, PictureHash Hash, string? Problem, int Repeat = 0);
}
