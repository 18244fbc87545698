using System.Text.Json;
using Graft.Runtime.Imaging;

namespace Graft.Runtime.Bundles;

/// <summary>
/// What a bundle's model is and all that is needed to use it rightly: the bundle's <c>config.json</c>.
/// </summary>
public sealed record BundleConfiguration
{
    /// <summary>The version of the schema that this Graft writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The version of the schema.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The program and version that wrote the bundle, such as <c>Graft 0.1.0</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>What the model is for.</summary>
    public required BundleTask Task { get; init; }

    /// <summary>The names of the classes, in the order of the model's outputs; none for <see cref="BundleTask.Model"/>.</summary>
    public IReadOnlyList<string> Labels
    {
        get;
        init => field = value ?? []; // the generated reader sets what a file lacks to null
    } = [];

    /// <summary>
    /// From a decoded picture to the model's input; must be there for <see cref="BundleTask.ImageClassification"/>.
    /// </summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The published network below the head, if there is one.</summary>
    public BackboneIdentity? Backbone { get; init; }

    /// <summary>The head in the words of the command line, such as <c>linear</c> or <c>dense:256</c>.</summary>
    public string? Head { get; init; }

    /// <summary>The graph of layers, as the part of Graft that builds graphs writes it; opaque here.</summary>
    public JsonElement? Graph { get; init; }

    /// <summary>What the adapters are, where the bundle holds them alone; null where it holds the whole model.</summary>
    public AdapterConfiguration? Adapters { get; init; }

    /// <summary>How the head was found, where the model can be taught; null where it cannot.</summary>
    public TeachingConfiguration? Teaching { get; init; }

    /// <summary>Which picture was in which part of the data.</summary>
    public PartsRecord? Parts { get; init; }

    /// <summary>The figures of the model in this bundle.</summary>
    public BundleMetrics? Metrics { get; init; }
}
