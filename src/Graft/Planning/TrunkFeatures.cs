using Graft.Data;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Trunk;

namespace Graft.Planning;

/// <summary>Runs a trunk once over each picture of a dataset, while the next ones are decoded beside it.</summary>
/// <param name="trunk">One input of pictures, one output <c>[features]</c>.</param>
/// <param name="preprocessing">How pictures become its input.</param>
/// <param name="loading">How pictures are loaded.</param>
internal sealed class TrunkFeatures(TrunkPass trunk, Preprocessing preprocessing, PictureLoaderOptions loading)
{
    /// <summary>Time spent reading, decoding and resizing, all threads together.</summary>
    public TimeSpan LoadingTime { get; private set; }

    public PartFeatures Of(DatasetIndex data, DataPart part, Action<int> done, CancellationToken cancellationToken)
    {
        var width = trunk.Model.Output.Shape.Channels;
        var loader = new PictureLoader(preprocessing, loading with { BatchSize = trunk.BatchSize });
        var batches = loader.Load(data, part, cancellationToken);
        var features = new List<float[]>();
        var (labels, pictures) = (new List<int>(), new List<HashedPicture>());
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            features.Add(trunk.Run(batch.Pixels, preprocessing)[0].Values);
            labels.AddRange(batch.Labels);
            pictures.AddRange(batch.Indices.Select((index, i) =>
                new HashedPicture(data[part][index].Picture.Name, part, batch.Labels[i], batch.Hashes[i])));
            done(batch.Count);
        }
        LoadingTime += batches.LoadingTime;
        return new PartFeatures(Joined(features, labels.Count, width), [.. labels], pictures, batches.Unusable);
    }

    private static NDArray Joined(List<float[]> parts, int rows, int width)
    {
        var values = new float[(long)rows * width];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(values, at);
            at += part.Length;
        }
        return new NDArray(values, rows, width);
    }
}
