using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Data;

/// <summary>
/// Labelled pictures for a training in a program: <c>model.Fit(data.Train, validationData: data.Validation)</c>. Every picture is
/// decoded
/// once when the dataset is opened, so that unusable ones are known before a training begins.
/// </summary>
public sealed class PictureDataset : IDisposable
{
    private readonly DatasetIndex index;

    private PictureDataset(DatasetIndex index, IReadOnlyList<PicturePart> parts)
    {
        this.index = index;
        (Train, Validation, Test) = (parts[0], parts[1], parts[2]);
        SamePictures = Graft.Data.SamePictures.Find(parts.SelectMany(part => part.Hashed()));
    }

    /// <summary>The names of the classes in ordinal order; a label is an index into it.</summary>
    public IReadOnlyList<string> ClassNames => index.ClassNames;

    /// <summary>The pictures to learn from.</summary>
    public PicturePart Train { get; }

    /// <summary>The pictures to choose by; may be empty.</summary>
    public PicturePart Validation { get; }

    /// <summary>The pictures to measure on, once, at the end; may be empty.</summary>
    public PicturePart Test { get; }

    /// <summary>The files that were seen and are no part of the dataset.</summary>
    public IReadOnlyList<LeftOut> LeftOut => index.LeftOut;

    /// <summary>The pictures that occur more than once, byte for byte, within a part or across parts.</summary>
    public IReadOnlyList<SamePictures> SamePictures { get; }

    /// <summary>Opens a dataset for networks with published weights.</summary>
    /// <param name="path">A folder, a <c>.zip</c> or a <c>.csv</c>, as <see cref="DatasetIndex"/> says.</param>
    /// <param name="preprocessing">The preprocessing of the weights that will be used; samples are normalised by it.</param>
    /// <param name="options">How to split and load.</param>
    /// <param name="cancellation">Ends the loading.</param>
    /// <exception cref="DatasetException">The input cannot be used, or too many of its pictures cannot.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static PictureDataset Open(
        string path, Preprocessing preprocessing, PictureDatasetOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        options ??= new PictureDatasetOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MemoryBudget, nameof(options));
        var index = DatasetIndex.Open(path, options.Split, cancellation);
        try
        {
            var memory = new PictureMemory(options.MemoryBudget);
            var parts = new List<PicturePart>();
            foreach (var part in (DataPart[])[DataPart.Train, DataPart.Validation, DataPart.Test])
                parts.Add(PicturePart.Load(index, part, preprocessing, options.Loading, memory, cancellation));
            return new PictureDataset(index, parts);
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a dataset for a network of one's own: pictures are stretched to the input's size, values stay from 0 to 255, red
    /// first.
    /// </summary>
    /// <param name="path">A folder, a <c>.zip</c> or a <c>.csv</c>, as <see cref="DatasetIndex"/> says.</param>
    /// <param name="inputShape">Height and width of the input in pixels, and its channels, which must be 3.</param>
    /// <param name="options">How to split and load.</param>
    /// <param name="cancellation">Ends the loading.</param>
    /// <exception cref="ArgumentException">The input's shape is not that of a picture with three channels.</exception>
    /// <exception cref="DatasetException">The input cannot be used, or too many of its pictures cannot.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static PictureDataset Open(
        string path,
        (int Height, int Width, int Channels) inputShape,
        PictureDatasetOptions? options = null,
        CancellationToken cancellation = default)
    {
        if (inputShape is not ( >= 1, >= 1, 3))
            throw new ArgumentException(
                $"The input shape is {inputShape}; pictures need a height, a width and 3 channels.", nameof(inputShape));
        var preprocessing = new Preprocessing { InputHeight = inputShape.Height, InputWidth = inputShape.Width, FullScale = 255 };
        return Open(path, preprocessing, options, cancellation);
    }

    /// <summary>
    /// Closes the archive, where there is one. Pictures that are not kept in memory can then no longer be read.
    /// </summary>
    public void Dispose() => index.Dispose();
}
