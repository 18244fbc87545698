using Graft.Cli.Output;
using Graft.Data;
using Graft.Runtime.Imaging;
using Graft.Trunk;

namespace Graft.Cli.FeatureFiles;

/// <summary>
/// From pictures to rows of features, in the order given. A picture that cannot be used gives a row of NaN. Memory does not grow
/// with the number of pictures.
/// </summary>
internal sealed class PictureFeatures(TrunkPass pass, Preprocessing preprocessing, FeatureFile file)
{
    private readonly int rowLength = (int)pass.Model.Output.Shape.Size;
    private IReadOnlyList<PictureReference> pictures = [];
    private int next;

    /// <summary>Writes a row for every picture.</summary>
    /// <returns>The pictures that could not be used.</returns>
    public IReadOnlyList<UnusablePicture> Write(
        IReadOnlyList<PictureReference> given, int workers, ProgressStage stage, CancellationToken stop)
    {
        (pictures, next) = (given, 0);
        var loader = new PictureLoader(preprocessing, new PictureLoaderOptions { BatchSize = pass.BatchSize, Workers = workers });
        var batches = loader.Load(given, stop);
        foreach (var batch in batches)
        {
            stop.ThrowIfCancellationRequested();
            Append(batch, pass.Run(batch.Pixels, preprocessing)[0].Values);
            stage.Report(next);
        }
        FillTo(given.Count);
        stage.Report(next);
        return batches.Unusable;
    }

    // Rows that follow one another in the list are written together; between them lie the unusable ones.
    private void Append(PictureBatch batch, float[] features)
    {
        for (var at = 0; at < batch.Count; at++)
        {
            FillTo(batch.Indices[at]);
            file.Append([pictures[next].Name], features.AsMemory(at * rowLength, rowLength));
            next++;
        }
    }

    private void FillTo(int index)
    {
        for (; next < index; next++)
        {
            var nothing = new float[rowLength];
            Array.Fill(nothing, float.NaN);
            file.Append([pictures[next].Name], nothing);
        }
    }
}
