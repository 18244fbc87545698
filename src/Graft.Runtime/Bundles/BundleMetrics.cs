namespace Graft.Runtime.Bundles;

/// <summary>The figures of the model as it lies in the bundle, measured with its ONNX model.</summary>
public sealed record BundleMetrics
{
    /// <summary>On the part that the choices were made by.</summary>
    public PartMetrics? Validation { get; init; }

    /// <summary>On the part that took no part in any choice.</summary>
    public PartMetrics? Test { get; init; }
}

/// <summary>The figures of a model on one part of the data.</summary>
/// <param name="Accuracy">The share of pictures whose most probable class is the right one, from 0 to 1.</param>
/// <param name="Loss">The mean of minus the natural logarithm of the right class's probability.</param>
/// <param name="Count">The number of pictures.</param>
public sealed record PartMetrics(double Accuracy, double Loss, int Count);
