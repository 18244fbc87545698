using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>
/// Reads, decodes and resizes pictures on several threads, ahead of their use and bounded in memory, and hands them out in
/// batches
/// in the order given, whatever the number of threads. May be used from several threads at once.
/// </summary>
public sealed class PictureLoader
{
    private readonly Preprocessing preprocessing;
    private readonly PictureLoaderOptions options;
    private readonly Func<PictureHash, float[]?>? recall;

    /// <summary>Makes a loader for one kind of input.</summary>
    /// <param name="preprocessing">What size the pictures are brought to, and how; normalisation is left to the consumer.</param>
    /// <param name="options">How they are loaded.</param>
    /// <param name="recall">
    /// Gives what is known of a picture, so that it need not be decoded, or null; it is called from several threads. Where it is left
    /// out, every picture is decoded.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public PictureLoader(
        Preprocessing preprocessing, PictureLoaderOptions? options = null, Func<PictureHash, float[]?>? recall = null)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        this.preprocessing = preprocessing;
        this.recall = recall;
        this.options = (options ?? new PictureLoaderOptions()).Validated();
    }

    /// <summary>Loads pictures without labels. However many of them are unusable, loading goes on.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="cancellation">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public PictureBatches Load(IReadOnlyList<PictureReference> pictures, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return new PictureBatches(
            preprocessing, options, recall, pictures, labels: null, new UnusableRule(maximumShare: 1, pictures.Count), cancellation);
    }

    /// <summary>
    /// Loads labelled pictures. The enumeration fails with a <see cref="DatasetException"/> as soon as too many are unusable.
    /// </summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="cancellation">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public PictureBatches Load(IReadOnlyList<LabeledPicture> pictures, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return Load(pictures, new UnusableRule(options.MaximumUnusableShare, pictures.Count), cancellation);
    }

    /// <summary>
    /// Loads one part of a dataset. The enumeration fails with a <see cref="DatasetException"/> as soon as too many pictures are
    /// unusable, and at the end of the training part where no picture of some class is usable.
    /// </summary>
    /// <param name="index">The dataset.</param>
    /// <param name="part">Which of its parts.</param>
    /// <param name="cancellation">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    public PictureBatches Load(DatasetIndex index, DataPart part, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        var pictures = index[part];
        var rule = new UnusableRule(options.MaximumUnusableShare, pictures.Count, part == DataPart.Train ? index.ClassNames : []);
        return Load(pictures, rule, cancellation);
    }

    private PictureBatches Load(IReadOnlyList<LabeledPicture> pictures, UnusableRule rule, CancellationToken cancellation) => new(
        preprocessing,
        options,
        recall,
        [.. pictures.Select(labelled => labelled.Picture)],
        [.. pictures.Select(labelled => labelled.Label)],
        rule,
        cancellation);
}
