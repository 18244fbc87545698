using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Runtime.Bundles;
using Graft.Runtime.Heads;

namespace Graft.Runtime.Teaching;

/// <summary>A finished model with all that its head was found on. Never changes: teaching gives another one.</summary>
internal sealed class TeachableModel
{
    private readonly Bundle bundle;
    private readonly KeptFeatures kept;
    private readonly FloatHead? head;

    private readonly Lazy<Dictionary<string, int>> classes;

    private TeachableModel(
        Bundle bundle, BundleConfiguration configuration, KeptFeatures kept, ReadOnlyMemory<byte> onnx, FloatHead? head)
    {
        (this.bundle, Configuration, this.kept, Onnx, this.head) = (bundle, configuration, kept, onnx, head);
        classes = new(() =>
        {
            var found = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (hash, index) in Configuration.Parts!.Train.Zip(kept.Labels))
                found.TryAdd(hash, index);
            return found;
        });
    }

    /// <summary>What the model is.</summary>
    public BundleConfiguration Configuration { get; }

    /// <summary>What ONNX Runtime computes.</summary>
    public ReadOnlyMemory<byte> Onnx { get; }

    /// <summary>Features of a picture.</summary>
    public int Width => kept.Width;

    /// <summary>Whether mirror images are learned from, too.</summary>
    public bool IsMirrored => kept.IsMirrored;

    private TeachingConfiguration Teaching => Configuration.Teaching!;

    /// <summary>Opens what a bundle keeps for teaching.</summary>
    /// <exception cref="TeachingException">It keeps nothing, or its head is none that is solved for.</exception>
    /// <exception cref="BundleException">It is damaged.</exception>
    public static TeachableModel Open(Bundle bundle)
    {
        var configuration = bundle.Configuration;
        if (configuration.Teaching is not { } teaching || !bundle.Has(BundleParts.Teaching))
            throw new TeachingException($"'{bundle.Path}' cannot be taught: {Obstacle(configuration.Head)}");
        KeptFeatures kept;
        try
        {
            using var part = bundle.OpenPart(BundleParts.Teaching);
            kept = KeptFeatures.Read(part);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Damaged(bundle, BundleParts.Teaching, e.Message, e);
        }
        if (kept.Labels.Count != configuration.Parts?.Train.Count || kept.Width < teaching.LastWidth
            || teaching.BlocksWidth < teaching.LastWidth || kept.Labels.Distinct().Count() != configuration.Labels.Count
            || kept.Labels.Any(label => label < 0 || label >= configuration.Labels.Count))
            throw Damaged(bundle, BundleParts.Teaching, "it does not belong to this model");
        return new TeachableModel(bundle, configuration, kept, bundle.ReadPart(BundleParts.Onnx), null);
    }

    /// <summary>How many pictures of a class it has learned from.</summary>
    public int CountOf(string label) => IndexOf(label) is >= 0 and var index ? kept.Labels.Count(own => own == index) : 0;

    /// <summary>The class that a picture was learned as; null where it was not.</summary>
    public string? ClassOf(string hash) =>
        classes.Value.TryGetValue(hash, out var index) ? Configuration.Labels[index] : null;

    /// <summary>The model that has learned from new pictures as well.</summary>
    /// <exception cref="TeachingException">Their features cannot be learned from.</exception>
    public TeachableModel Teach(
        string label, TaughtPictures pictures, TeachingOptions options, ILinearAlgebra algebra,
        CancellationToken cancellationToken, out IReadOnlyList<HeadCandidate> candidates)
    {
        IReadOnlyList<string> labels = IndexOf(label) < 0 ? [.. Configuration.Labels, label] : Configuration.Labels;
        var classes = Enumerable.Repeat(labels.ToList().IndexOf(label), pictures.Hashes.Count);
        // The model takes what is below 0 for 0 where it takes roots.
        var more = KeptFeatures.TryKeep(Rectified(pictures.Features), Rectified(pictures.Mirrored), [.. classes])
            ?? throw new TeachingException("The pictures cannot be taught: the network answers them with numbers beyond 65,504.");
        var all = kept.With(more);
        var choice = Find(all, labels.Count, options, algebra, cancellationToken);
        candidates = choice.Candidates;
        var found = FloatHead.Of(choice.Head, all.Width);
        var configuration = Configuration with
        {
            Labels = labels,
            Graph = WithClasses(labels.Count),
            Parts = With(Configuration.Parts!, pictures.Hashes),
            // Measured before: they are not this model's.
            Metrics = null,
            Teaching = Teaching with
            {
                Taps = choice.Taps,
                Discriminant = choice.Discriminant,
                Logistic = choice.Logistic,
                Taught = With(Teaching.Taught, label, pictures.Hashes.Count),
            },
        };
        try
        {
            return new TeachableModel(bundle, configuration, all, OnnxHead.Replace(Onnx, found, labels), found);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(bundle, BundleParts.Onnx, e.Message, e);
        }
    }

    /// <summary>Writes the model as a bundle like any other.</summary>
    /// <returns>The model as it lies there.</returns>
    /// <exception cref="BundleException">The bundle cannot be written, or what it was opened from cannot be read.</exception>
    public TeachableModel Save(string path, bool overwrite)
    {
        try
        {
            BundleWriter.Write(path, new BundleContent
            {
                Configuration = Configuration,
                Onnx = Onnx,
                WriteWeights = WriteWeights,
                WriteTeaching = kept.Write,
                Recipe = bundle.ReadPart(BundleParts.Recipe),
            }, overwrite);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(bundle, BundleParts.Weights, e.Message, e);
        }
        // Where it lies in the place of the one it came from, that one is no more.
        var source = Path.GetFullPath(path) == Path.GetFullPath(bundle.Path) ? Bundle.Open(path) : bundle;
        return new TeachableModel(source, Configuration, kept, Onnx, head);
    }

    private HeadChoice Find(
        KeptFeatures all, int classes, TeachingOptions options, ILinearAlgebra algebra, CancellationToken cancellationToken)
    {
        var widths = new TapWidths(all.Width, Math.Min(Teaching.BlocksWidth ?? all.Width, all.Width), Teaching.LastWidth);
        var problem = new HeadProblem(all.ToPlain(), all.ToMirrored(), widths, all.Labels, classes, Teaching.HasRoots);
        var search = new HeadSearch(algebra);
        return (options.KeepChoices, Teaching) switch
        {
            (true, { Discriminant: { } known }) => search.Follow(problem, known),
            (true, { Logistic: { } known }) => search.Follow(problem, known, Teaching.Taps, cancellationToken),
            _ => search.Run(problem, Teaching.Kind, Teaching.AskedTaps, cancellationToken),
        };
    }

    private float[] Rectified(float[] values) =>
        Teaching.HasRoots ? [.. values.Select(value => Math.Max(value, 0))] : values;

    private int IndexOf(string label) => Configuration.Labels.ToList().IndexOf(label);

    private JsonElement? WithClasses(int classes)
    {
        if (Configuration.Graph is not { } graph)
            return null;
        var node = JsonObject.Create(graph)!;
        var layer = (node["layers"] as JsonArray)?.SingleOrDefault(layer => layer is JsonObject one
            && one["name"] is JsonValue name && name.TryGetValue(out string? text) && text == Teaching.Layer);
        if (layer?["config"] is not JsonObject settings)
            throw Damaged(bundle, BundleParts.Configuration, $"its graph has no layer '{Teaching.Layer}'");
        settings["units"] = classes;
        return JsonElement.Parse(node.ToJsonString());
    }

    private void WriteWeights(Stream target)
    {
        using var source = bundle.OpenPart(BundleParts.Weights);
        if (head is null)
            source.CopyTo(target);
        else
            SafetensorsHead.Replace(source, target, Teaching.Layer, head);
    }

    // What was learned from may judge no more.
    private static PartsRecord With(PartsRecord parts, IReadOnlyList<string> learned)
    {
        var now = learned.ToHashSet(StringComparer.Ordinal);
        return new PartsRecord(
            [.. parts.Train, .. learned],
            [.. parts.Validation.Where(hash => !now.Contains(hash))],
            [.. parts.Test.Where(hash => !now.Contains(hash))]);
    }

    private static IReadOnlyList<TaughtClass> With(IReadOnlyList<TaughtClass> taught, string label, int pictures)
    {
        var before = taught.FirstOrDefault(one => one.Label == label);
        return
        [
            .. taught.Where(one => one != before),
            new TaughtClass(label, pictures + (before?.Pictures ?? 0)),
        ];
    }

    private static string Obstacle(string? head) => head switch
    {
        "discriminant" or "logistic" =>
            "it does not keep what its head was found on. It is not kept by older versions, where it would take more than a GiB, "
            + "nor once the network below was fine-tuned; train the model again with this version, on fewer pictures, or with "
            + "--fine-tune none.",
        null => "nothing is known of its head. A model that 'graft train' makes without --head can be taught.",
        _ => $"its head '{head}' was trained in epochs, and only a head that is solved for can be solved for again. Train the "
            + "model with --head auto.",
    };

    private static BundleException Damaged(Bundle bundle, string part, string why, Exception? e = null) =>
        new($"The bundle '{bundle.Path}' cannot be taught: its {part} cannot be used: {why}.", e);
}
