using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>What a forward pass needs to know beside its inputs.</summary>
/// <param name="Training">Whether dropout drops and an unfrozen batch normalization uses its batch.</param>
/// <param name="Random">The stream of random numbers; needed in training where a layer draws.</param>
public sealed record ForwardContext(bool Training, Generator? Random = null)
{
    /// <summary>A pass that only computes.</summary>
    public static ForwardContext Inference { get; } = new(false);
}
