using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>
/// The usable pictures of one part of a <see cref="PictureDataset"/>. May be read from several threads at once.
/// </summary>
public sealed class PicturePart : ILabeledSamples
{
    private readonly PictureLoaderOptions options;
    private readonly DataPart part;
    private readonly List<PictureReference> pictures = [];
    private readonly List<int> labels = [];
    private readonly List<PictureHash> hashes = [];
    private readonly List<ReadOnlyMemory<byte>> kept = [];

    private PicturePart(DataPart part, int classCount, Preprocessing preprocessing, PictureLoaderOptions options)
    {
        this.part = part;
        Preprocessing = preprocessing;
        this.options = options;
        ClassCount = classCount;
        SampleShape = [preprocessing.InputHeight, preprocessing.InputWidth, 3];
    }

    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    public int ClassCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> SampleShape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => labels;

    /// <inheritdoc/>
    public Preprocessing Preprocessing { get; }

    /// <summary>The pictures themselves, in ordinal order of their names.</summary>
    public IReadOnlyList<PictureReference> Pictures => pictures;

    /// <summary>For each picture the hash of its file.</summary>
    public IReadOnlyList<PictureHash> Hashes => hashes;

    /// <summary>The pictures of this part that cannot be used; they are not counted in <see cref="Count"/>.</summary>
    public IReadOnlyList<UnusablePicture> Unusable { get; private set; } = [];

    internal int SampleLength => Preprocessing.InputHeight * Preprocessing.InputWidth * 3;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is not room for so many values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no picture.</exception>
    /// <exception cref="PictureException">A picture that was usable when the dataset was opened no longer is.</exception>
    public void Read(ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellation = default)
    {
        CheckRoom(rows.Length, values.Length);
        var position = 0;
        foreach (var pixels in Pixels(rows.ToArray(), cancellation))
        {
            Preprocessing.Normalize(pixels.Span, values.Slice(position, SampleLength));
            position += SampleLength;
        }
    }

    /// <summary>Reads pictures as they are after resizing.</summary>
    /// <param name="rows">The numbers of the pictures wanted; the same one may occur more than once.</param>
    /// <param name="pixels">Takes the values <c>[rows, height, width, 3]</c> from 0 to 255, red first.</param>
    /// <param name="cancellation">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">There is not room for so many values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no picture.</exception>
    /// <exception cref="PictureException">A picture that was usable when the dataset was opened no longer is.</exception>
    public void ReadPixels(ReadOnlySpan<int> rows, Span<byte> pixels, CancellationToken cancellation = default)
    {
        CheckRoom(rows.Length, pixels.Length);
        var position = 0;
        foreach (var picture in Pixels(rows.ToArray(), cancellation))
        {
            picture.Span.CopyTo(pixels[position..]);
            position += SampleLength;
        }
    }

    internal static PicturePart Load(
        DatasetIndex index,
        DataPart part,
        Preprocessing preprocessing,
        PictureLoaderOptions options,
        PictureMemory memory,
        CancellationToken cancellation)
    {
        var loaded = new PicturePart(part, index.ClassNames.Count, preprocessing, options);
        var batches = new PictureLoader(preprocessing, options).Load(index, part, cancellation);
        foreach (var batch in batches)
        {
            var keep = memory.TryTake(batch.Pixels.Length);
            for (var i = 0; i < batch.Count; i++)
            {
                loaded.pictures.Add(index[part][batch.Indices[i]].Picture);
                loaded.kept.Add(keep ? batch.Pixels.AsMemory(i * loaded.SampleLength, loaded.SampleLength) : default);
            }
            loaded.labels.AddRange(batch.Labels);
            loaded.hashes.AddRange(batch.Hashes);
        }
        loaded.Unusable = batches.Unusable;
        return loaded;
    }

    /// <summary>Some of the pictures, in the order given.</summary>
    internal PicturePart Some(IReadOnlyList<int> rows)
    {
        var some = new PicturePart(part, ClassCount, Preprocessing, options);
        some.pictures.AddRange(rows.Select(row => pictures[row]));
        some.labels.AddRange(rows.Select(row => labels[row]));
        some.hashes.AddRange(rows.Select(row => hashes[row]));
        some.kept.AddRange(rows.Select(row => kept[row]));
        return some;
    }

    internal IEnumerable<HashedPicture> Hashed() =>
        pictures.Select((picture, row) => new HashedPicture(picture.Name, part, labels[row], hashes[row]));

    internal void CheckRoom(int rows, int room)
    {
        if (room != (long)rows * SampleLength)
            throw new ArgumentException(
                $"{rows} pictures have {(long)rows * SampleLength} values, but there is room for {room}.", nameof(room));
    }

    /// <summary>The picture as it is in its file.</summary>
    /// <exception cref="PictureException">It was usable when the dataset was opened and no longer is.</exception>
    internal Picture Decode(int row) => Read(row, file => PictureDecoder.Decode(file, options.Limits));

    /// <summary>Does something for each of some pictures on several threads, and gives the results in order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no picture.</exception>
    internal IEnumerable<T> Each<T>(int[] rows, Func<int, T> what, CancellationToken cancellation)
    {
        foreach (var row in rows)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(rows));
        cancellation.ThrowIfCancellationRequested();
        return OrderedPrefetch.Run(rows, what, options.Workers, options.Lookahead, cancellation);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Pixels(int[] rows, CancellationToken cancellation)
    {
        foreach (var row in rows)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(rows));
        cancellation.ThrowIfCancellationRequested();
        return rows.All(row => !kept[row].IsEmpty) ? rows.Select(row => kept[row]) : Each(rows, Prepare, cancellation);
    }

    private ReadOnlyMemory<byte> Prepare(int row) => kept[row].IsEmpty
        ? Read(row, file => Preprocessing.Prepare(file, options.Limits)).Pixels
        : kept[row];

    private Picture Read(int row, Func<byte[], Picture> decode)
    {
        var picture = pictures[row];
        try
        {
            return decode(picture.Read(options.Limits.MaximumBytes));
        }
        catch (PictureException error)
        {
            throw new PictureException($"'{picture.Name}' could be used before and now cannot: {error.Message}", error);
        }
    }
}
