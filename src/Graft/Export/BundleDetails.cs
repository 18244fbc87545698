using Graft.Runtime.Bundles;
using Graft.Runtime.Teaching;

namespace Graft.Export;

/// <summary>What a bundle says beside the model itself; what is left out is not known.</summary>
public sealed record BundleDetails
{
    /// <summary>The names of the classes, in the order of the output. With them the bundle is an image classifier.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The published network below the head.</summary>
    public BackboneIdentity? Backbone { get; init; }

    /// <summary>The head in the words of the command line, such as <c>dense:256</c>.</summary>
    public string? Head { get; init; }

    /// <summary>How the head was found, where the model shall be taught; goes with <see cref="KeptFeatures"/>.</summary>
    public TeachingConfiguration? Teaching { get; init; }

    /// <summary>
    /// What the head was found on: one row for each picture of the training part of <see cref="Parts"/>, in that order, as the
    /// <c>features</c> of <see cref="Onnx"/> are.
    /// </summary>
    public KeptFeatures? KeptFeatures { get; init; }

    /// <summary>Which picture was in which part of the data.</summary>
    public PartsRecord? Parts { get; init; }

    /// <summary>The figures of <see cref="Onnx"/>.</summary>
    public BundleMetrics? Metrics { get; init; }

    /// <summary>Every choice of the run that made the model, as JSON.</summary>
    public string Recipe { get; init; } = "{}\n";

    /// <summary>The ONNX model where it has been written (and measured) already; else it is written now.</summary>
    public ReadOnlyMemory<byte>? Onnx { get; init; }
}
