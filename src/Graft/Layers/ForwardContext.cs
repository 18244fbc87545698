using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>What a forward pass needs to know beside its inputs.</summary>
/// <param name="Training">Whether dropout drops and an unfrozen batch normalization uses its batch.</param>
/// <param name="Random">The stream of random numbers; needed in training where a layer draws.</param>
public sealed record ForwardContext(bool Training, Generator? Random = null)
{
    /// <summary>
    /// What convolutions and dense layers multiply in, <see cref="ScalarType.Float32"/> by default. With
    /// <see cref="ScalarType.BFloat16"/> they round their input and weights, and gradients reach the weights in 32 bits.
    /// </summary>
    public ScalarType ProductType { get; init; } = ScalarType.Float32;

    /// <summary>A pass that only computes.</summary>
    public static ForwardContext Inference { get; } = new(false);

    /// <summary>A tensor as products take it; itself where nothing is to be done.</summary>
    internal Tensor Rounded(Tensor tensor) => tensor.dtype == ProductType ? tensor : tensor.to(ProductType);
}
