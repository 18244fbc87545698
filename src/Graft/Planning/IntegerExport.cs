using Graft.Data;
using Graft.Export;
using Graft.Runtime;
using Graft.Runtime.Bundles;
using Graft.Trunk;
using Graft.Trunk.Features;

namespace Graft.Planning;

/// <summary>A finished classifier in 8 bits.</summary>
/// <param name="Onnx">The bytes of its ONNX file.</param>
/// <param name="Pictures">How many pictures the ranges of its codes were found on.</param>
/// <param name="Agreement">How many of them it calls as the classifier in float does.</param>
/// <param name="MeanDifference">By how much its probabilities differ from those in float, in the mean.</param>
/// <param name="Unusable">Pictures that could not be read.</param>
public sealed record IntegerExport(
    byte[] Onnx, int Pictures, int Agreement, double MeanDifference, IReadOnlyList<UnusablePicture> Unusable)
{
    /// <summary>
    /// Brings a finished classifier into 8 bits: all that computes maps; what stands on them stays in float. What the codes stand
    /// for is found on pictures like those that it will see.
    /// </summary>
    /// <param name="bundle">The classifier.</param>
    /// <param name="pictures">The pictures; up to <see cref="TrunkPass.CalibrationSamples"/> from all over them are used.</param>
    /// <param name="loading">How they are loaded.</param>
    /// <param name="progress">Is told how many pictures are done.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <exception cref="BundleException">The bundle holds no graph of layers.</exception>
    /// <exception cref="OnnxException">
    /// The bundle is no image classifier, no picture can be used, this processor does not compute in 8 bits, or what was written
    /// does not compute what was meant.
    /// </exception>
    public static IntegerExport Of(
        Bundle bundle, IReadOnlyList<PictureReference> pictures, PictureLoaderOptions loading, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(loading);
        var configuration = bundle.Configuration;
        if (configuration.Task != BundleTask.ImageClassification || configuration.Preprocessing is not { } preprocessing)
            throw new OnnxException($"'{bundle.Path}' is no image classifier, so there are no pictures to find its 8 bits by.");
        var model = Model.Load(bundle);
        using var pass = new TrunkPass(ClassifierTrunk.Of(model), precision: Precision.Int8);
        var some = Spread.Over(pictures, pass.SamplesToDecideBy);
        TrunkDecisions.ByPictures(pass, preprocessing, some, loading, store: null, cancellationToken);
        if (pass.Decision?.Quantization is not { } quantization)
            throw new OnnxException(
                $"The model could not be brought into 8 bits: {pass.Decision?.Remark ?? "there are no pictures"}.");

        var integers = new IntegerClassifier(model, pass);
        var onnx = integers.ToOnnx(preprocessing, configuration.Labels, configuration.Backbone?.Weights?.Hash);
        using var written = ImageClassifier.FromOnnx(onnx, configuration.Labels, preprocessing);
        using var floats = ImageClassifier.Open(bundle);
        var (done, agreement, difference, values) = (0, 0, 0.0, 0L);
        var batches = new PictureLoader(preprocessing, loading with { BatchSize = pass.BatchSize }).Load(some, cancellationToken);
        foreach (var batch in batches)
        {
            OnnxCheck.Run(integers, written, batch.Pixels, batch.Count, cancellationToken);
            var (exact, given) = (
                floats.PredictPixels(batch.Pixels, batch.Count, cancellationToken),
                written.PredictPixels(batch.Pixels, batch.Count, cancellationToken));
            for (var i = 0; i < batch.Count; i++)
                agreement += exact[i].Index == given[i].Index ? 1 : 0;
            difference += exact.Probabilities.Zip(given.Probabilities, (a, b) => Math.Abs((double)a - b)).Sum();
            values += exact.Probabilities.Length;
            progress?.Report(done += batch.Count);
        }
        return new IntegerExport(onnx, quantization.Samples, agreement, difference / values, batches.Unusable);
    }
}
