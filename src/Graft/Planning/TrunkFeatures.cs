using Graft.Data;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Trunk.Features;

namespace Graft.Planning;

/// <summary>
/// Runs a trunk once over each picture of a dataset whose features are not known yet, while the next ones are decoded beside it.
/// </summary>
/// <param name="extractor">From pictures to features.</param>
/// <param name="preprocessing">How pictures become the trunk's input.</param>
/// <param name="loading">How pictures are loaded.</param>
internal sealed class TrunkFeatures(FeatureExtractor extractor, Preprocessing preprocessing, PictureLoaderOptions loading)
{
    /// <summary>Time spent reading, decoding and resizing, all threads together.</summary>
    public TimeSpan LoadingTime { get; private set; }

    /// <summary>Pictures that were run.</summary>
    public int PicturesRun { get; private set; }

    /// <summary>Pictures whose features were known from an earlier run.</summary>
    public int Recalled => extractor.Recalled;

    /// <summary>The features of a part.</summary>
    /// <param name="data">The dataset.</param>
    /// <param name="part">Which of its parts.</param>
    /// <param name="done">Is told how many more pictures are done, and what there is to say of them.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    public PartFeatures Of(DatasetIndex data, DataPart part, Action<int, string?> done, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Of(Loader().Load(data, part, cancellationToken), data[part], part, done, cancellationToken);
    }

    /// <summary>The features of some pictures of a part.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="part">The part that they are of.</param>
    /// <param name="done">As above.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    public PartFeatures Of(
        IReadOnlyList<LabeledPicture> pictures, DataPart part, Action<int, string?> done, CancellationToken cancellationToken) =>
        Of(Loader().Load(pictures, cancellationToken), pictures, part, done, cancellationToken);

    private PictureLoader Loader() => new(preprocessing, loading with { BatchSize = extractor.BatchSize }, extractor.Recall);

    private PartFeatures Of(
        PictureBatches batches, IReadOnlyList<LabeledPicture> pictures, DataPart part, Action<int, string?> done,
        CancellationToken cancellationToken)
    {
        var rows = new List<FeatureRow>();
        var recalledBefore = Recalled;
        foreach (var batch in extractor.Run(batches))
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.AddRange(batch.Rows);
            done(batch.Rows.Count, Recalled == 0 ? null : FormattableString.Invariant($"{Recalled:N0} known from before"));
        }
        LoadingTime += batches.LoadingTime;
        PicturesRun += rows.Count - (Recalled - recalledBefore);
        var width = extractor.RowLength / extractor.Views;
        return new PartFeatures(
            Joined(rows, 0, width),
            extractor.Views > 1 ? Joined(rows, width, width) : null,
            [.. rows.Select(row => row.Label)],
            [.. rows.Select(row => new HashedPicture(pictures[row.Index].Picture.Name, part, row.Label, row.Hash))],
            batches.Unusable);
    }

    private static NDArray Joined(List<FeatureRow> rows, int first, int width)
    {
        var values = new float[(long)rows.Count * width];
        foreach (var (i, row) in rows.Index())
            row.Values.AsSpan(first, width).CopyTo(values.AsSpan(i * width));
        return new NDArray(values, rows.Count, width);
    }
}
