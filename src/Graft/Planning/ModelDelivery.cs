using System.Text;
using Graft.Adapters;
using Graft.Data;
using Graft.Export;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;
using Graft.Runtime.Imaging;
using Graft.Trunk;
using Graft.Trunk.Features;

namespace Graft.Planning;

/// <summary>Writes a trained classifier: as ONNX, measured and checked as its users will run it, in one file.</summary>
/// <param name="start">The network that the training began with.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <param name="trunk">What gave the features that the head was found on.</param>
/// <param name="widths">Which of those features a head may see.</param>
/// <param name="preprocessing">How pictures are prepared.</param>
/// <param name="store">Where features of measured pictures are kept; null: nowhere.</param>
/// <param name="loading">How pictures are loaded.</param>
internal sealed class ModelDelivery(
    StartingNetwork start, ClassifierTrainingSettings settings, TrunkPass trunk, TapWidths widths, Preprocessing preprocessing,
    FeatureStore? store, PictureLoaderOptions loading)
{
    /// <summary>Writes it.</summary>
    /// <param name="head">The head on the network as it is now.</param>
    /// <param name="adapters">What was merged into the network; null: nothing.</param>
    /// <param name="data">The pictures.</param>
    /// <param name="learned">Those that it learned from.</param>
    /// <param name="output">Where the file shall be.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <param name="cancellationToken">Ends it; nothing is written then.</param>
    /// <exception cref="BundleException">The bundle cannot be written.</exception>
    /// <exception cref="OnnxException">The written model does not compute what the trained one does.</exception>
    public DeliveredModel Run(
        MadeHead head, TrainedAdapters? adapters, DatasetIndex data, IReadOnlyList<HashedPicture> learned, string output, bool overwrite,
        CancellationToken cancellationToken)
    {
        var model = new Model(start.Network.Input, head.Probabilities, "classifier");
        // A head that was fitted on features in 8 bits is shipped with the network that gives them.
        var inIntegers = trunk.Decision?.Quantization is null ? null : new IntegerClassifier(model, trunk);
        var onnx = inIntegers?.ToOnnx(preprocessing, data.ClassNames, start.Weights?.Hash, head.Features)
            ?? model.ToOnnx(data.ClassNames, start.Weights?.Hash, head.Features);
        var options = new ClassifierOptions { Threads = settings.Threads };
        using var classifier = ImageClassifier.FromOnnx(onnx, data.ClassNames, preprocessing, options);
        using var known = store is null ? null : MeasuredFeatures.Open(
            store, trunk, preprocessing, start.Backbone.Name, widths, head.Features, head.Probabilities);
        var measurement = new ModelMeasurement(classifier, loading, known);
        var progress = new PictureCount(settings.Progress, ClassifierStage.Measuring, data.Validation.Count + data.Test.Count);
        progress.Add(0);
        var judged = measurement.Of(data, DataPart.Validation, pictures => progress.Add(pictures), cancellationToken);
        var tested = measurement.Of(data, DataPart.Test, pictures => progress.Add(pictures), cancellationToken);
        var batch = measurement.Checked(judged.FirstBatch ?? tested.FirstBatch, data, cancellationToken);
        var check = batch is null ? null
            : inIntegers is not null ? OnnxCheck.Run(inIntegers, classifier, batch.Pixels, batch.Count, cancellationToken)
            : OnnxCheck.Run(model, classifier, batch.Pixels, batch.Count, cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        var parts = new PartsRecord(Hashes(learned), Hashes(judged.Pictures), Hashes(tested.Pictures));
        if (start.Continued is { HasLearnedFromItsPictures: true } continued)
        {
            (var own, parts) = (parts, continued.From.With(parts));
            // What the head was found on goes with the record picture by picture.
            if (parts.Train.Count != own.Train.Count)
                head = head with { Teaching = null, Kept = null };
        }
        var details = new BundleDetails
        {
            Labels = data.ClassNames,
            Backbone = new BackboneIdentity(start.Backbone.Name, start.Weights),
            Head = head.Recipe.Head,
            Teaching = head.Teaching,
            KeptFeatures = head.Kept,
            Parts = parts,
            Metrics = new BundleMetrics { Validation = judged.Metrics, Test = tested.Metrics },
            Recipe = Encoding.UTF8.GetString(head.Recipe.ToJson()),
            Onnx = onnx,
        };
        if (start.PublishedHash is { } published)
            AdapterBundle.Save(output, model, start.Network, published, adapters, details, overwrite);
        else
            model.Save(output, details, overwrite);
        return new DeliveredModel(model, judged, tested, check?.LargestDifference ?? 0, measurement.Recalled);
    }

    private static string[] Hashes(IReadOnlyList<HashedPicture> pictures) =>
        [.. pictures.Select(picture => picture.Hash.ToString())];
}

/// <summary>A classifier that was written.</summary>
/// <param name="Model">The trained model.</param>
/// <param name="Validation">What the written one does with the validation part.</param>
/// <param name="Test">What it does with the test part.</param>
/// <param name="LargestDifference">The largest difference of a probability between both, on real pictures of the set.</param>
/// <param name="Recalled">Pictures of which features were known.</param>
internal sealed record DeliveredModel(
    Model Model, MeasuredPart Validation, MeasuredPart Test, double LargestDifference, int Recalled);
