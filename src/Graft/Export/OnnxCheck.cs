using System.Runtime.InteropServices;
using Graft.Engine;
using Graft.Layers;
using Graft.Runtime;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Graft.Export;

/// <summary>How far the probabilities of a written model are from those of the trained one.</summary>
/// <param name="Count">The number of pictures that both saw.</param>
/// <param name="LargestDifference">The largest absolute difference of two probabilities.</param>
/// <param name="Agreement">How many pictures both call the same.</param>
public sealed record OnnxCheck(int Count, double LargestDifference, int Agreement)
{
    /// <summary>The largest difference that is put down to rounding.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>
    /// The largest mean difference that is put down to rounding in 8 bits. A code more or less here and there changes single
    /// probabilities, so those in between say little.
    /// </summary>
    public const double IntegerTolerance = 2e-2;

    private const int PicturesAtOnce = 8;

    /// <summary>Lets a trained model and what was written of it look at the same pictures.</summary>
    /// <param name="model">The trained model: one input of pictures, one output of classes.</param>
    /// <param name="classifier">What was written, in ONNX Runtime.</param>
    /// <param name="pixels">Real pictures after resize and crop: uint8 <c>[count, height, width, 3]</c>, red first.</param>
    /// <param name="count">The number of pictures, at least 1.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    /// <exception cref="OnnxException">
    /// A probability differs by more than <see cref="Tolerance"/>, or is not a number.
    /// </exception>
    public static OnnxCheck Run(
        Model model,
        ImageClassifier classifier,
        ReadOnlyMemory<byte> pixels,
        int count,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classifier);
        return Run(
            (batch, some) => Probabilities(model, classifier, batch.Span, some), classifier, pixels, count, Tolerance,
            cancellationToken);
    }

    /// <summary>Lets a model whose trunk is computed in 8 bits and what was written of it look at the same pictures.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="classifier">What was written, in ONNX Runtime.</param>
    /// <param name="pixels">Real pictures after resize and crop: uint8 <c>[count, height, width, 3]</c>, red first.</param>
    /// <param name="count">The number of pictures, at least 1.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    /// <exception cref="OnnxException">
    /// Probabilities differ by more than <see cref="IntegerTolerance"/> in the mean of a batch, or are not numbers.
    /// </exception>
    public static OnnxCheck Run(
        IntegerClassifier model,
        ImageClassifier classifier,
        ReadOnlyMemory<byte> pixels,
        int count,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(classifier);
        return Run(
            (batch, _) => model.Probabilities(batch.Span, classifier.Preprocessing), classifier, pixels, count, tolerance: null,
            cancellationToken);
    }

    private static OnnxCheck Run(
        Func<ReadOnlyMemory<byte>, int, float[]> trained, ImageClassifier classifier, ReadOnlyMemory<byte> pixels, int count,
        double? tolerance, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var size = classifier.Preprocessing.InputHeight * classifier.Preprocessing.InputWidth * 3;
        if (pixels.Length != (long)count * size)
            throw new ArgumentException(
                $"{count} pictures have {(long)count * size} values, {pixels.Length} were given.", nameof(pixels));
        var total = new OnnxCheck(0, 0, 0);
        for (var start = 0; start < count; start += PicturesAtOnce)
        {
            var some = Math.Min(PicturesAtOnce, count - start);
            var batch = pixels.Slice(start * size, some * size);
            var written = classifier.PredictPixels(batch, some, cancellationToken);
            var part = Compare(trained(batch, some), written, classifier.Labels, start, tolerance);
            total = new OnnxCheck(
                total.Count + part.Count,
                Math.Max(total.LargestDifference, part.LargestDifference),
                total.Agreement + part.Agreement);
        }
        return total;
    }

    // Without a tolerance for single probabilities their mean counts.
    private static OnnxCheck Compare(
        float[] trained, ClassScores written, IReadOnlyList<string> labels, int firstPicture, double? tolerance)
    {
        var classes = labels.Count;
        var (largest, sum, agreement) = (0.0, 0.0, 0);
        for (var i = 0; i < trained.Length; i++)
        {
            var difference = Math.Abs((double)trained[i] - written.Probabilities[i]);
            // Written so that what is not a number fails too.
            if (!(difference <= (tolerance ?? 1)))
                throw new OnnxException("The written model does not compute what the trained one does: "
                    + Invariant($"picture {firstPicture + i / classes} has the probability {written.Probabilities[i]:g6} ")
                    + Invariant($"in ONNX Runtime and {trained[i]:g6} in training for '{labels[i % classes]}'."));
            largest = Math.Max(largest, difference);
            sum += difference;
        }
        if (tolerance is null && !(sum / trained.Length <= IntegerTolerance))
            throw new OnnxException("The written model does not compute what the trained one does: "
                + Invariant($"in 8 bits probabilities differ by {sum / trained.Length:g3} in the mean; ")
                + Invariant($"at most {IntegerTolerance} is put down to rounding."));
        for (var i = 0; i < written.Count; i++)
            if (trained[(i * classes)..((i + 1) * classes)].Index().MaxBy(entry => entry.Item).Index == written[i].Index)
                agreement++;
        return new OnnxCheck(written.Count, largest, agreement);
    }

    private static float[] Probabilities(Model model, ImageClassifier classifier, ReadOnlySpan<byte> pixels, int count)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var preprocessing = classifier.Preprocessing;
        var values = empty([count, preprocessing.InputHeight, preprocessing.InputWidth, 3], ScalarType.Float32);
        preprocessing.Normalize(pixels, MemoryMarshal.Cast<byte, float>(values.bytes));
        var output = model.ForwardPreactivations([Layout.FromLogical(values)], ForwardContext.Inference)[0];
        // A softmax is taken of what stands before one; a model without one gives just that.
        return output.Value.softmax(-1).contiguous().data<float>().ToArray();
    }
}
