using Graft.Cli.Output;
using Graft.Data;
using Graft.Runtime.Imaging;
using Graft.Trunk.Features;

namespace Graft.Cli.FeatureFiles;

/// <summary>
/// From pictures to rows of a file, in the order given. A picture that cannot be used gives a row of NaN. Memory does not grow
/// with the number of pictures.
/// </summary>
internal sealed class PictureFeatures(FeatureExtractor extractor, Preprocessing preprocessing, FeatureFile file)
{
    private IReadOnlyList<PictureReference> pictures = [];
    private int next;

    /// <summary>Writes a row for every picture.</summary>
    /// <returns>The pictures that could not be used.</returns>
    public IReadOnlyList<UnusablePicture> Write(
        IReadOnlyList<PictureReference> given, int workers, ProgressStage stage, CancellationToken stop)
    {
        (pictures, next) = (given, 0);
        var options = new PictureLoaderOptions { BatchSize = extractor.BatchSize, Workers = workers };
        var batches = new PictureLoader(preprocessing, options, extractor.Recall).Load(given, stop);
        foreach (var batch in extractor.Run(batches))
        {
            stop.ThrowIfCancellationRequested();
            foreach (var row in batch.Rows)
            {
                FillTo(row.Index);
                file.Append([pictures[next].Name], row.Values);
                next++;
            }
            var recalled = extractor.Recalled;
            stage.Report(next, recalled == 0 ? null : FormattableString.Invariant($"{recalled:N0} known from before"));
        }
        FillTo(given.Count);
        stage.Report(next);
        return batches.Unusable;
    }

    private void FillTo(int index)
    {
        for (; next < index; next++)
        {
            var nothing = new float[extractor.RowLength];
            Array.Fill(nothing, float.NaN);
            file.Append([pictures[next].Name], nothing);
        }
    }
}
