using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;
using Graft.Runtime.Imaging;
using Graft.Runtime.Teaching;

namespace Graft.Runtime;

/// <content>Learning more, without libtorch: the head is solved for again with new pictures among the old ones.</content>
public sealed partial class ImageClassifier
{
    private const int MostNamed = 5;

    private readonly Lock lesson = new();
    private readonly Bundle? bundle;
    private TeachableModel? teachable;
    private bool isTaught;

    /// <summary>
    /// Whether it can be taught: it was opened from a bundle whose head is solved for, not trained in epochs, and which keeps the
    /// features of the pictures that it has learned from.
    /// </summary>
    public bool CanBeTaught =>
        bundle?.Configuration.Teaching is not null && bundle.Has(BundleParts.Teaching) && state.Model.Features is not null;

    /// <summary>
    /// Teaches a class, a new one or one that is known, from picture files, and solves for the head again. Predictions that run
    /// meanwhile are the old model's. A new class stands after the others, so that their places stay.
    /// </summary>
    /// <param name="label">The name of the class.</param>
    /// <param name="paths">Picture files, as <see cref="Predict(string)"/> takes them; one is enough, ten are good.</param>
    /// <param name="options">How it is taught; the defaults if null.</param>
    /// <param name="cancellationToken">Stops it; nothing is learned then.</param>
    /// <exception cref="TeachingException">
    /// The classifier cannot be taught, the label is none, there is no picture, or a picture was learned as another class.
    /// </exception>
    /// <exception cref="PictureException">Pictures cannot be used; the message names them, and nothing is learned.</exception>
    /// <exception cref="BundleException">The bundle is damaged, or has changed since it was opened.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public TeachingResult Teach(
        string label, IEnumerable<string> paths, TeachingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Teach(
            label, paths.Select(path => (path, (Func<ReadOnlyMemory<byte>>)(() => Read(path)))), options, cancellationToken);
    }

    /// <summary>Teaches a class from pictures that lie in memory.</summary>
    /// <param name="label">The name of the class.</param>
    /// <param name="files">The pictures' files as they are, encoded.</param>
    /// <param name="options">How it is taught; the defaults if null.</param>
    /// <param name="cancellationToken">Stops it; nothing is learned then.</param>
    /// <inheritdoc cref="Teach(string, IEnumerable{string}, TeachingOptions, CancellationToken)" path="/exception"/>
    public TeachingResult Teach(
        string label, IEnumerable<ReadOnlyMemory<byte>> files, TeachingOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Teach(
            label, files.Select((file, i) => ($"picture {i + 1}", (Func<ReadOnlyMemory<byte>>)(() => file))), options,
            cancellationToken);
    }

    /// <summary>Teaches a class from pictures that have been brought to the input's size already.</summary>
    /// <param name="label">The name of the class.</param>
    /// <param name="batches">The pictures, some at a time.</param>
    /// <param name="options">How it is taught; the defaults if null.</param>
    /// <param name="cancellationToken">Stops it; nothing is learned then.</param>
    /// <exception cref="ArgumentException">A batch's values, names and hashes do not fit each other.</exception>
    /// <inheritdoc cref="Teach(string, IEnumerable{string}, TeachingOptions, CancellationToken)" path="/exception"/>
    public TeachingResult TeachPixels(
        string label, IEnumerable<TeachingBatch> batches, TeachingOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(batches);
        if (string.IsNullOrWhiteSpace(label) || label.Any(char.IsControl))
            throw new TeachingException("A class needs a name, without control characters.");
        lock (lesson)
        {
            var before = OpenTeachable();
            var (pictures, known) = Run(label, before, batches, cancellationToken);
            var seen = before.CountOf(label);
            if (pictures.Hashes.Count == 0)
                return new TeachingResult(label, false, 0, known, seen, []);
            var after = before.Teach(
                label, pictures, options ?? new TeachingOptions(), new ManagedLinearAlgebra(threads), cancellationToken,
                out var candidates);
            Replace(new State(
                new OnnxClassifier(
                    after.Onnx.ToArray(), after.Configuration.Labels.Count, Preprocessing.InputHeight, Preprocessing.InputWidth,
                    threads),
                [.. after.Configuration.Labels]));
            (teachable, isTaught) = (after, true);
            return new TeachingResult(
                label, seen == 0, pictures.Hashes.Count, known, seen + pictures.Hashes.Count, candidates);
        }
    }

    /// <summary>
    /// Writes what it has been taught as a bundle like any other. The figures of the model that it was are left out, since
    /// they are not this one's, and pictures that it was taught belong to no part but the training one.
    /// </summary>
    /// <param name="path">Where the file shall be; its folder must exist. It may be the bundle that was opened.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <exception cref="InvalidOperationException">Nothing has been taught: the bundle is as it was.</exception>
    /// <exception cref="BundleException">
    /// The file cannot be written, or is there already and may not be replaced; or the bundle that was opened has changed since.
    /// </exception>
    public void Save(string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        lock (lesson)
        {
            if (!isTaught)
                throw new InvalidOperationException("Nothing has been taught, so there is nothing to save.");
            teachable = teachable!.Save(path, overwrite);
        }
    }

    private TeachingResult Teach(
        string label, IEnumerable<(string Name, Func<ReadOnlyMemory<byte>> Read)> files, TeachingOptions? options,
        CancellationToken cancellationToken) =>
        TeachPixels(
            label, new TeachingPictures(Preprocessing, limits, threads).Prepare(files, cancellationToken), options,
            cancellationToken);

    private ReadOnlyMemory<byte> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return PictureBytes.Read(stream, limits);
    }

    private TeachableModel OpenTeachable()
    {
        if (teachable is not null)
            return teachable;
        if (bundle is null)
            throw new TeachingException(
                "This classifier was made of an ONNX model alone, which does not keep what its head was found on. "
                + "Open a bundle.");
        var opened = TeachableModel.Open(bundle);
        if (state.Model.Features != opened.Width)
            throw new TeachingException(
                $"'{bundle.Path}' cannot be taught: its {BundleParts.Onnx} does not give the features that were kept.");
        return teachable = opened;
    }

    // The features of those that are new to the model, and how many are not.
    private (TaughtPictures Pictures, int Known) Run(
        string label, TeachableModel model, IEnumerable<TeachingBatch> batches, CancellationToken cancellationToken)
    {
        var (features, mirrored) = (new List<float[]>(), new List<float[]>());
        var hashes = new List<string>();
        var (contradictions, given, known) = (new List<string>(), 0, 0);
        var now = new HashSet<string>(StringComparer.Ordinal);
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ArgumentNullException.ThrowIfNull(batch);
            var (count, size) = (batch.Hashes.Count, Preprocessing.InputHeight * Preprocessing.InputWidth * 3);
            if (count == 0 || batch.Names.Count != count || batch.Pixels.Length != (long)count * size)
                throw new ArgumentException(
                    $"A batch has {batch.Pixels.Length} values, {batch.Names.Count} names and {count} hashes.", nameof(batches));
            given += count;
            var fresh = new List<int>();
            for (var i = 0; i < count; i++)
            {
                if (model.ClassOf(batch.Hashes[i]) is { } own && own != label)
                    contradictions.Add($"'{batch.Names[i]}' as '{own}'");
                else if (model.ClassOf(batch.Hashes[i]) is not null || !now.Add(batch.Hashes[i]))
                    known++;
                else
                    fresh.Add(i);
            }
            if (fresh.Count == 0 || contradictions.Count > 0)
                continue;
            var pixels = new byte[fresh.Count * size];
            foreach (var (at, i) in fresh.Index())
                batch.Pixels.Span.Slice(i * size, size).CopyTo(pixels.AsSpan(at * size));
            features.Add(state.Model.RunFeatures(pixels, fresh.Count, cancellationToken));
            if (model.IsMirrored)
                mirrored.Add(state.Model.RunFeatures(
                    MirrorImage.Of(pixels, Preprocessing.InputWidth), fresh.Count, cancellationToken));
            hashes.AddRange(fresh.Select(i => batch.Hashes[i]));
        }
        if (contradictions.Count > 0)
            throw new TeachingException(
                $"{contradictions.Count} pictures were learned as another class than '{label}', and a picture has one: "
                + string.Join(", ", contradictions.Take(MostNamed)) + (contradictions.Count > MostNamed ? ", ..." : "")
                + ". Nothing was learned.");
        if (given == 0)
            throw new TeachingException($"There is no picture to teach '{label}' from.");
        return (
            new TaughtPictures([.. features.SelectMany(part => part)], [.. mirrored.SelectMany(part => part)], hashes), known);
    }
}
