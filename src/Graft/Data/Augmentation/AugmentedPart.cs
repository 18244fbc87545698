using Graft.Runtime.Imaging;

namespace Graft.Data.Augmentation;

/// <summary>
/// The pictures of a part, each view of them changed at random: <c>model.Fit(new AugmentedPart(data.Train, augmenter))</c>.
/// Pictures are decoded again for each view. May be read from several threads at once.
/// </summary>
/// <param name="part">The pictures.</param>
/// <param name="augmenter">What is done with them.</param>
/// <param name="seed">Fixes everything random.</param>
/// <param name="views">
/// How many views there are of each picture, at least 1; null: a new one in each epoch. Of so many the frozen part of a network is run
/// over each once, and epochs take turns with them.
/// </param>
/// <exception cref="ArgumentOutOfRangeException">There is not one view.</exception>
public sealed class AugmentedPart(PicturePart part, Augmenter augmenter, int seed = 0, int? views = null) : IAugmentedSamples
{
    /// <inheritdoc/>
    public int? Views { get; } = views is null or >= 1
        ? views
        : throw new ArgumentOutOfRangeException(nameof(views), views, "A picture has at least one view.");

    /// <inheritdoc/>
    public int Count => part.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => part.Labels;

    /// <inheritdoc/>
    public int ClassCount => part.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyList<int> SampleShape => part.SampleShape;

    /// <inheritdoc/>
    public Preprocessing Preprocessing => part.Preprocessing;

    Preprocessing? ILabeledSamples.Preprocessing => Preprocessing;

    /// <inheritdoc/>
    /// <exception cref="PictureException">A picture that was usable when the dataset was opened no longer is.</exception>
    public void Read(ReadOnlySpan<int> rows, Span<float> values, CancellationToken cancellation = default) =>
        part.Read(rows, values, cancellation);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is not room for so many values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no picture.</exception>
    /// <exception cref="PictureException">A picture that was usable when the dataset was opened no longer is.</exception>
    public void ReadView(ReadOnlySpan<int> rows, long view, Span<float> values, CancellationToken cancellation = default)
    {
        if (augmenter.IsNone)
        {
            Read(rows, values, cancellation);
            return;
        }
        part.CheckRoom(rows.Length, values.Length);
        var (position, length) = (0, part.SampleLength);
        var number = view % (Views ?? long.MaxValue);
        foreach (var pixels in part.Each(rows.ToArray(), row => View(row, number), cancellation))
        {
            Preprocessing.Normalize(pixels, values.Slice(position, length));
            position += length;
        }
    }

    private byte[] View(int row, long view) =>
        augmenter.View(part.Decode(row), Preprocessing, seed, part.Hashes[row], view).Pixels;
}
