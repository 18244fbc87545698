using Graft.Runtime.Bundles;

namespace Graft.Data;

/// <summary>
/// The pictures of a dataset, their classes and their parts; nothing is decoded yet. Neither classes nor parts depend on the
/// order in which a file system or an archive gives its files, and a folder and a zip of it give the same.
/// </summary>
/// <remarks>
/// <para>A dataset is a folder or a <c>.zip</c> (read in place; one folder may wrap everything) with a folder for each class, or
/// with <c>train/</c> and <c>test/</c> (also <c>validation/</c>, <c>val/</c>, <c>valid/</c>) and class folders in those, or a
/// <c>.csv</c> with the columns <c>path,label</c> and optionally <c>split</c>. Given parts are taken as they are; a missing
/// validation part is split off the training part. Where no parts are given at all, all three are made, class by class.</para>
/// <para>Classes are numbered in ordinal order of their names. An archive stays open until the index is disposed.</para>
/// </remarks>
public sealed class DatasetIndex : IDisposable
{
    private readonly PictureArchive? archive;

    private DatasetIndex(string path, PictureArchive? archive, Classification classification, DatasetParts parts)
    {
        Path = path;
        this.archive = archive;
        PartsGiven = classification.PartsGiven;
        LeftOut = classification.LeftOut;
        ClassNames = [.. ClassNamesOf(classification.Pictures)];
        var labels = ClassNames.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        Train = Labelled(parts.Train);
        Validation = Labelled(parts.Validation);
        Test = Labelled(parts.Test);

        IReadOnlyList<LabeledPicture> Labelled(IReadOnlyList<ClassifiedPicture> pictures) =>
            [.. pictures.Select(picture => new LabeledPicture(picture.Found.Picture, labels[picture.ClassName]))];
    }

    /// <summary>The path that was opened.</summary>
    public string Path { get; }

    /// <summary>The names of the classes in ordinal order; a label is an index into it.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether the input itself says which picture is in which part.</summary>
    public bool PartsGiven { get; }

    /// <summary>The pictures to learn from.</summary>
    public IReadOnlyList<LabeledPicture> Train { get; }

    /// <summary>The pictures to choose by.</summary>
    public IReadOnlyList<LabeledPicture> Validation { get; }

    /// <summary>The pictures to measure on, once, at the end.</summary>
    public IReadOnlyList<LabeledPicture> Test { get; }

    /// <summary>The files that were seen and are no part of the dataset.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; }

    /// <summary>The pictures of one part.</summary>
    public IReadOnlyList<LabeledPicture> this[DataPart part] => part switch
    {
        DataPart.Train => Train,
        DataPart.Validation => Validation,
        DataPart.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "There is no such part."),
    };

    /// <summary>Finds the pictures of a dataset and splits them.</summary>
    /// <param name="path">A folder, a <c>.zip</c> or a <c>.csv</c>.</param>
    /// <param name="options">How to split; <see cref="DatasetOptions"/>'s defaults where none are given.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="DatasetException">The input cannot be used; all its problems are named together.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static DatasetIndex Open(string path, DatasetOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new DatasetOptions();
        Refuse(path, [.. options.Problems()]);
        using var source = PictureSource.Open(path, options.ArchiveLimits, cancellation);
        var classification = source.Classification;
        Refuse(path, [.. DatasetCheck.Problems(classification, options.Purpose)]);
        return new DatasetIndex(path, source.Release(), classification, StratifiedSplit.Make(classification, options));
    }

    /// <summary>Closes the archive, where there is one; its pictures can then no longer be read.</summary>
    public void Dispose() => archive?.Dispose();

    private static void Refuse(string path, IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
            throw new DatasetException(path, problems);
    }

    private static IEnumerable<string> ClassNamesOf(IEnumerable<ClassifiedPicture> pictures) =>
        pictures.Select(picture => picture.ClassName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
