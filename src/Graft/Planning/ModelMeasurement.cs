using Graft.Data;
using Graft.Evaluation;
using Graft.Export;
using Graft.Runtime;
using Graft.Runtime.Bundles;

namespace Graft.Planning;

/// <summary>
/// Measures a written model on one part of a dataset, by the runtime, as its users will run it. Of pictures whose features an
/// earlier model on the same network gave, only its head is run.
/// </summary>
/// <param name="classifier">The written model in ONNX Runtime.</param>
/// <param name="loading">How pictures are loaded.</param>
/// <param name="known">What earlier models gave; null where nothing is kept.</param>
internal sealed class ModelMeasurement(ImageClassifier classifier, PictureLoaderOptions loading, MeasuredFeatures? known)
{
    private const int PicturesToCheck = 2;

    /// <summary>Pictures of which features were known.</summary>
    public int Recalled { get; private set; }

    public MeasuredPart Of(DatasetIndex data, DataPart part, Action<int> done, CancellationToken cancellationToken)
    {
        var tally = new ClassificationTally(classifier.Labels);
        var loader = new PictureLoader(classifier.Preprocessing, loading, known is null ? null : known.Recall);
        var batches = loader.Load(data, part, cancellationToken);
        var pictures = new List<(int Index, HashedPicture Picture, ReadOnlyMemory<float> Logits)>();
        PictureBatch? first = null;
        foreach (var batch in batches)
        {
            if (batch.Count > 0)
            {
                first ??= batch;
                Add(batch.Indices, batch.Labels, batch.Hashes, Logits(batch, cancellationToken));
            }
            if (batch.Recalled is { Count: > 0 } recalled)
            {
                Recalled += recalled.Count;
                var logits = known!.Logits([.. recalled.SelectMany(picture => picture.Values)]);
                Add(
                    [.. recalled.Select(picture => picture.Index)], [.. recalled.Select(picture => picture.Label)],
                    [.. recalled.Select(picture => picture.Hash)], logits);
            }
            done(batch.Count + batch.Recalled.Count);
        }
        foreach (var (_, picture, logits) in pictures.OrderBy(measured => measured.Index))
            tally.Add(picture.Label, logits.Span);
        var report = pictures.Count > 0 ? tally.Report() : null;
        var metrics = report is null ? null : new PartMetrics(report.Accuracy, report.LogLoss, report.Count);
        HashedPicture[] seen = [.. pictures.OrderBy(measured => measured.Index).Select(measured => measured.Picture)];
        return new MeasuredPart(metrics, seen, batches.Unusable, batches.LoadingTime, first);

        void Add(IReadOnlyList<int> indices, IReadOnlyList<int> labels, IReadOnlyList<PictureHash> hashes, float[] logits)
        {
            var classes = classifier.Labels.Count;
            for (var i = 0; i < indices.Count; i++)
            {
                var name = data[part][indices[i]].Picture.Name;
                pictures.Add((indices[i], new HashedPicture(name, part, labels[i], hashes[i]), logits.AsMemory(i * classes, classes)));
            }
        }
    }

    /// <summary>
    /// Some pictures of a dataset to compare the trained model on. Where any were recalled, the written model must say of them what
    /// its head says of what was recalled. Null where none can be read.
    /// </summary>
    /// <param name="first">Pictures that were measured; null where all were recalled.</param>
    /// <param name="data">The dataset.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OnnxException">It does not.</exception>
    public PictureBatch? Checked(PictureBatch? first, DatasetIndex data, CancellationToken cancellationToken)
    {
        if (Recalled == 0)
            return first;
        var part = data.Validation.Count > 0 ? data.Validation : data.Test;
        var some = new PictureLoader(classifier.Preprocessing, loading)
            .Load([.. Spread.Over(part, PicturesToCheck).Select(labeled => labeled.Picture)], cancellationToken)
            .FirstOrDefault();
        if (some is null || known is null)
            return first;
        var scores = classifier.PredictPixels(some.Pixels, some.Count, cancellationToken);
        for (var i = 0; i < some.Count; i++)
            if (known.Recall(some.Hashes[i]) is { } features)
                Check(known.Logits(features), scores.Logits.AsSpan(i * scores.Classes, scores.Classes));
        return first ?? some;
    }

    // With a store all figures come from features by way of the head alone: they are the same whether features were recalled or not.
    private float[] Logits(PictureBatch batch, CancellationToken cancellationToken)
    {
        var scores = classifier.PredictPixels(batch.Pixels, batch.Count, withFeatures: known is not null, cancellationToken);
        if (known is null || scores.Features is not { } features)
            return scores.Logits;
        var logits = known.Logits(features);
        Check(logits, scores.Logits);
        known.Keep(batch.Hashes, features);
        return logits;
    }

    private static void Check(ReadOnlySpan<float> ofHead, ReadOnlySpan<float> ofModel)
    {
        var largest = Math.Max(1, ofModel.ToArray().Max(Math.Abs));
        for (var i = 0; i < ofModel.Length; i++)
            // Written so that what is not a number fails too.
            if (!(Math.Abs(ofHead[i] - ofModel[i]) <= OnnxCheck.Tolerance * largest))
                throw new OnnxException(
                    $"The written model gives {ofModel[i]:g6} for a picture, and its head {ofHead[i]:g6} for the features of the same. "
                    + "If they were kept from an earlier training, 'graft cache clear' removes them.");
    }
}

/// <summary>A written model's figures on one part.</summary>
/// <param name="Metrics">The figures; null where the part has no usable picture.</param>
/// <param name="Pictures">The pictures that were seen.</param>
/// <param name="Unusable">The pictures that could not be read.</param>
/// <param name="LoadingTime">Time spent loading, all threads together.</param>
/// <param name="FirstBatch">Some of the pictures, to compare the trained model on; null where all were recalled.</param>
internal sealed record MeasuredPart(
    PartMetrics? Metrics,
    IReadOnlyList<HashedPicture> Pictures,
    IReadOnlyList<UnusablePicture> Unusable,
    TimeSpan LoadingTime,
    PictureBatch? FirstBatch);
