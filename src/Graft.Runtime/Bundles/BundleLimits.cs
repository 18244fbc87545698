namespace Graft.Runtime.Bundles;

/// <summary>What the parts of a bundle may cost at most; checked before a part is read.</summary>
public sealed record BundleLimits
{
    /// <summary>The limits that hold where none are named.</summary>
    public static BundleLimits Default { get; } = new();

    /// <summary>The most files that may lie in a bundle, parts that this version does not know included.</summary>
    public int MaximumFiles { get; init; } = 64;

    /// <summary>
    /// The largest text part (<c>config.json</c>, <c>recipe.json</c>, <c>README.md</c>), in bytes; a million pictures'
    /// hashes fit.
    /// </summary>
    public long MaximumTextBytes { get; init; } = 256L << 20;

    /// <summary>The largest <c>model.onnx</c>, in bytes; one protobuf message ends at 2 GiB.</summary>
    public long MaximumOnnxBytes { get; init; } = int.MaxValue;

    /// <summary>The largest <c>model.safetensors</c> or <c>adapters.safetensors</c>, in bytes.</summary>
    public long MaximumWeightsBytes { get; init; } = 64L << 30;

    /// <summary>The largest <c>teaching.safetensors</c>, in bytes; read into memory when the model is taught.</summary>
    public long MaximumTeachingBytes { get; init; } = int.MaxValue;

    internal long MaximumBytes(string part) => part switch
    {
        BundleParts.Onnx => MaximumOnnxBytes,
        BundleParts.Weights or BundleParts.Adapters => MaximumWeightsBytes,
        BundleParts.Teaching => MaximumTeachingBytes,
        _ => MaximumTextBytes,
    };
}
