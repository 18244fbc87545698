using System.Text.Json;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;

namespace Graft.Runtime;

/// <summary>
/// A finished image classifier: opens a bundle, prepares pictures as they were prepared in training, and says what they show.
/// Safe to use from several threads at a time. Must be disposed.
/// </summary>
/// <example>
/// <code>
/// using var classifier = ImageClassifier.Open("flowers.graft");
/// var prediction = classifier.Predict("rose.jpg");
/// Console.WriteLine($"{prediction.Label} {prediction.Probability:P1}");
/// </code>
/// </example>
public sealed partial class ImageClassifier : IDisposable
{
    private readonly PictureLimits limits;
    private readonly int? threads;
    private readonly Lock exchange = new();
    private volatile State state;
    private bool disposed;

    private ImageClassifier(State state, Preprocessing preprocessing, ClassifierOptions options, Bundle? bundle)
    {
        (this.state, Preprocessing, this.bundle) = (state, preprocessing, bundle);
        (limits, threads) = (options.PictureLimits, options.Threads);
    }

    /// <summary>The names of the classes, in the model's order; more of them once a new one has been taught.</summary>
    public IReadOnlyList<string> Labels => state.Labels;

    /// <summary>How pictures are prepared.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Opens the classifier that lies in a bundle.</summary>
    /// <param name="path">A <c>.graft</c> file, or a folder that one was unpacked to.</param>
    /// <param name="options">How it runs; the defaults if null.</param>
    /// <exception cref="BundleException">
    /// There is no bundle at the path, or it holds no image classifier that can be used.
    /// </exception>
    public static ImageClassifier Open(string path, ClassifierOptions? options = null) =>
        Open(Bundle.Open(path, options?.BundleLimits), options);

    /// <summary>Opens the classifier that lies in a bundle which is open already.</summary>
    /// <param name="bundle">A bundle.</param>
    /// <param name="options">How it runs; the defaults if null.</param>
    /// <exception cref="BundleException">The bundle holds no image classifier that can be used.</exception>
    public static ImageClassifier Open(Bundle bundle, ClassifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var configuration = bundle.Configuration;
        if (configuration.Task != BundleTask.ImageClassification)
            throw BundleException.Unreadable(bundle.Path,
                "it holds a model, but no image classifier: there are no labels and no preprocessing.");
        var onnx = bundle.ReadPart(BundleParts.Onnx);
        try
        {
            return Create(onnx, configuration.Labels, configuration.Preprocessing!, options, bundle);
        }
        catch (InvalidDataException e)
        {
            throw BundleException.Unreadable(bundle.Path, $"its {BundleParts.Onnx} cannot be used: {e.Message}.", e);
        }
    }

    /// <summary>Makes a classifier of an ONNX model that lies in no bundle yet.</summary>
    /// <param name="onnx">The model's file: inputs and outputs as <see cref="OnnxNames"/> says.</param>
    /// <param name="labels">The names of the classes, in the order of the outputs.</param>
    /// <param name="preprocessing">How pictures are prepared.</param>
    /// <param name="options">How it runs; the defaults if null.</param>
    /// <exception cref="BundleException">The model is none that can be used so.</exception>
    public static ImageClassifier FromOnnx(
        byte[] onnx, IReadOnlyList<string> labels, Preprocessing preprocessing, ClassifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(onnx);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(preprocessing);
        try
        {
            return Create(onnx, labels, preprocessing, options, null);
        }
        catch (InvalidDataException e)
        {
            throw new BundleException($"The ONNX model cannot be used: {e.Message}.", e);
        }
    }

    /// <summary>Says what a picture file shows.</summary>
    /// <param name="path">A JPEG, PNG, GIF, WebP, TIFF, AVIF, BMP or ICO file; its content decides, not its name.</param>
    /// <exception cref="PictureException">
    /// There is no such file, or it is no picture that can be used; the message names it.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public Prediction Predict(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            return Predict(stream);
        }
        catch (Exception e) when (e is PictureException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new PictureException($"'{path}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Says what a picture shows.</summary>
    /// <param name="stream">The picture's file, read from where it stands to its end.</param>
    /// <exception cref="PictureException">It is no picture that can be used.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public Prediction Predict(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Predict(PictureBytes.Read(stream, limits));
    }

    /// <summary>Says what a picture shows.</summary>
    /// <param name="file">The picture's file as it is, encoded.</param>
    /// <exception cref="PictureException">It is no picture that can be used.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public Prediction Predict(ReadOnlyMemory<byte> file) => PredictPixels(Preprocessing.Prepare(file, limits).Pixels, 1)[0];

    /// <summary>Says what a decoded picture shows.</summary>
    /// <param name="picture">A picture of any size.</param>
    /// <exception cref="PictureException">It cannot be brought to the model's input.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public Prediction Predict(Picture picture) => PredictPixels(Preprocessing.Resize(picture).Pixels, 1)[0];

    /// <summary>Classifies pictures that have been brought to the input's size already.</summary>
    /// <param name="pixels">
    /// Values <c>[count, height, width, 3]</c>, red first, of the size that <see cref="Preprocessing"/> states. Not to be
    /// changed meanwhile.
    /// </param>
    /// <param name="count">The number of pictures.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public ClassScores PredictPixels(ReadOnlyMemory<byte> pixels, int count, CancellationToken cancellationToken = default) =>
        PredictPixels(pixels, count, withFeatures: false, cancellationToken);

    /// <summary>Classifies pictures, and says what the head saw of them.</summary>
    /// <param name="pixels">As for <see cref="PredictPixels(ReadOnlyMemory{byte}, int, CancellationToken)"/>.</param>
    /// <param name="count">The number of pictures.</param>
    /// <param name="withFeatures">Whether <see cref="ClassScores.Features"/> are wanted, where the model gives them.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public ClassScores PredictPixels(
        ReadOnlyMemory<byte> pixels, int count, bool withFeatures, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var (height, width) = (Preprocessing.InputHeight, Preprocessing.InputWidth);
        var expected = (long)count * height * width * 3;
        if (pixels.Length != expected)
            throw new ArgumentException(
                $"{count} pictures of {height} x {width} have {expected} values, {pixels.Length} were given.",
                nameof(pixels));
        while (true)
        {
            var current = state;
            try
            {
                var (probabilities, logits, features) = current.Model.Run(pixels, count, withFeatures, cancellationToken);
                return new ClassScores(current.Labels, count, probabilities, logits, features);
            }
            catch (ObjectDisposedException) when (state != current)
            {
                // Taught in this moment: the new model answers.
            }
        }
    }

    /// <summary>Gives back what ONNX Runtime holds, once no prediction runs any more.</summary>
    public void Dispose()
    {
        lock (exchange)
            disposed = true;
        state.Model.Dispose();
    }

    private void Replace(State next)
    {
        var old = state;
        lock (exchange)
        {
            if (disposed)
                next.Model.Dispose();
            ObjectDisposedException.ThrowIf(disposed, typeof(ImageClassifier));
            state = next;
        }
        old.Model.Dispose();
    }

    private static ImageClassifier Create(
        byte[] onnx, IReadOnlyList<string> labels, Preprocessing preprocessing, ClassifierOptions? options, Bundle? bundle)
    {
        options ??= new ClassifierOptions();
        var model = new OnnxClassifier(onnx, labels.Count, preprocessing.InputHeight, preprocessing.InputWidth, options.Threads);
        if (LabelProblem(model, labels) is { } problem)
        {
            model.Dispose();
            throw new InvalidDataException(problem);
        }
        return new ImageClassifier(new State(model, [.. labels]), preprocessing, options, bundle);
    }

    // A model that names its classes must name them in the same order as the one who uses it.
    private static string? LabelProblem(OnnxClassifier model, IReadOnlyList<string> labels)
    {
        if (model.Metadata(OnnxNames.LabelsProperty) is not { } json)
            return null;
        try
        {
            return JsonSerializer.Deserialize(json, BundleJson.Default.StringArray) is { } own
                && own.SequenceEqual(labels, StringComparer.Ordinal)
                ? null
                : "its own labels are not those of the bundle";
        }
        catch (JsonException)
        {
            return "its own labels are not readable";
        }
    }

    /// <summary>A model and its classes, which change together.</summary>
    private sealed record State(OnnxClassifier Model, IReadOnlyList<string> Labels);
}
