using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// A small trainable addition to a layer. While a layer has one, the layer's own weights stay as they are, whatever
/// <see cref="Layer.Trainable"/> says, and the adapter's train in their place.
/// </summary>
public abstract class LayerAdapter
{
    private protected LayerAdapter(Layer layer) => Layer = layer;

    /// <summary>The layer that it is added to.</summary>
    public Layer Layer { get; }

    /// <summary>Its weights; at first they change nothing of what the layer gives.</summary>
    public abstract IReadOnlyList<Weight> Weights { get; }

    /// <summary>What the layer gives with it, before its activation. The caller owns both tensors and the result.</summary>
    /// <param name="input">What the layer was given.</param>
    /// <param name="output">What it makes of it alone.</param>
    internal abstract Tensor Adapt(Tensor input, Tensor output);

    /// <summary>The same as primitive operations.</summary>
    internal abstract Value Lower(OperationWriter writer, Value input, Value output);

    /// <summary>Puts it into the layer's own weights, which then give the same without it.</summary>
    internal abstract void Merge();
}
