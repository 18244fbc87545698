using Graft.Data;
using Graft.Evaluation;
using Graft.Runtime;
using Graft.Runtime.Bundles;

namespace Graft.Planning;

/// <summary>Measures a written model on one part of a dataset, by the runtime, as its users will run it.</summary>
/// <param name="classifier">The written model in ONNX Runtime.</param>
/// <param name="loading">How pictures are loaded.</param>
internal sealed class ModelMeasurement(ImageClassifier classifier, PictureLoaderOptions loading)
{
    public MeasuredPart Of(DatasetIndex data, DataPart part, Action<int> done, CancellationToken cancellationToken)
    {
        var tally = new ClassificationTally(classifier.Labels);
        var batches = new PictureLoader(classifier.Preprocessing, loading).Load(data, part, cancellationToken);
        var pictures = new List<HashedPicture>();
        PictureBatch? first = null;
        foreach (var batch in batches)
        {
            first ??= batch;
            var scores = classifier.PredictPixels(batch.Pixels, batch.Count, cancellationToken);
            for (var i = 0; i < batch.Count; i++)
            {
                tally.Add(batch.Labels[i], scores.Logits.AsSpan(i * scores.Classes, scores.Classes));
                var name = data[part][batch.Indices[i]].Picture.Name;
                pictures.Add(new HashedPicture(name, part, batch.Labels[i], batch.Hashes[i]));
            }
            done(batch.Count);
        }
        var report = pictures.Count > 0 ? tally.Report() : null;
        var metrics = report is null ? null : new PartMetrics(report.Accuracy, report.LogLoss, report.Count);
        return new MeasuredPart(metrics, pictures, batches.Unusable, batches.LoadingTime, first);
    }
}

/// <summary>A written model's figures on one part.</summary>
/// <param name="Metrics">The figures; null where the part has no usable picture.</param>
/// <param name="Pictures">The pictures that were seen.</param>
/// <param name="Unusable">The pictures that could not be read.</param>
/// <param name="LoadingTime">Time spent loading, all threads together.</param>
/// <param name="FirstBatch">Some of the pictures, to compare the trained model on.</param>
internal sealed record MeasuredPart(
    PartMetrics? Metrics,
    IReadOnlyList<HashedPicture> Pictures,
    IReadOnlyList<UnusablePicture> Unusable,
    TimeSpan LoadingTime,
    PictureBatch? FirstBatch);
