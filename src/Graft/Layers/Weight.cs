using System.Runtime.InteropServices;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>How a weight's axes are ordered in Keras's files, and so how they are turned into libtorch's.</summary>
public enum WeightLayout
{
    /// <summary>The same on both sides: vectors, the kernel <c>[in, out]</c> of a dense layer.</summary>
    Same,

    /// <summary>
    /// A convolution's kernel: <c>[height, width, in, out]</c> in Keras, <c>[out, in, height, width]</c> in libtorch.
    /// </summary>
    Convolution,

    /// <summary>
    /// A depthwise kernel: <c>[height, width, channels, multiplier]</c> in Keras,
    /// <c>[channels · multiplier, 1, height, width]</c> in libtorch.
    /// </summary>
    Depthwise,

    /// <summary>Learned steps: <c>[steps, channels]</c> here, with an axis for the batch before them in PyTorch's files.</summary>
    Steps,
}

/// <summary>
/// One array of a layer. It gets its initial values when they are first asked for, so that a network whose weights are loaded
/// never draws them.
/// </summary>
public sealed class Weight
{
    private readonly Initializer initializer;
    private Tensor? tensor;

    internal Weight(Layer layer, string name, Shape shape, WeightLayout layout, Initializer initializer, bool isStatistic)
    {
        (Layer, Name, Shape, Layout, IsStatistic) = (layer, name, shape, layout, isStatistic);
        this.initializer = initializer;
    }

    /// <summary>The layer it belongs to.</summary>
    public Layer Layer { get; }

    /// <summary>Its name in the layer: <c>kernel</c>, <c>bias</c>, <c>gamma</c>, ...</summary>
    public string Name { get; }

    /// <summary>The whole shape in Keras's order of axes; it has no batch.</summary>
    public Shape Shape { get; }

    /// <summary>How Keras's order of axes becomes libtorch's.</summary>
    public WeightLayout Layout { get; }

    /// <summary>Whether it is a running statistic, which no optimizer touches.</summary>
    public bool IsStatistic { get; }

    /// <summary>Number of values.</summary>
    public long Count => Shape.Size;

    /// <summary>Brings published values of another shape to this one's; null where no other shape will do.</summary>
    internal IWeightAdaption? Adaption { get; init; }

    /// <summary>
    /// The values in libtorch's order of axes. The tensor stays the same object as long as the weight lives; it is changed in
    /// place.
    /// </summary>
    public Tensor Tensor
    {
        get
        {
            if (tensor is null)
                Set(initializer.Create(Shape, $"{Layer.Name}/{Name}"));
            return tensor!;
        }
    }

    /// <summary>A copy of the values in Keras's order of axes, row by row.</summary>
    public float[] ToArray() => InKerasOrder(bytes => MemoryMarshal.Cast<byte, float>(bytes).ToArray());

    /// <summary>The same as bytes, as safetensors has them.</summary>
    internal byte[] ToBytes() => InKerasOrder(bytes => bytes.ToArray());

    private T[] InKerasOrder<T>(Func<Span<byte>, T[]> copy)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var value = Layout switch
        {
            WeightLayout.Convolution => Tensor.permute(2, 3, 1, 0),
            WeightLayout.Depthwise => Tensor.reshape(Shape[2], Shape[3], Shape[0], Shape[1]).permute(2, 3, 0, 1),
            _ => Tensor,
        };
        return copy(value.contiguous().bytes);
    }

    /// <summary>Replaces the values, given in Keras's order of axes, row by row.</summary>
    /// <exception cref="ArgumentException">Their number is not the weight's.</exception>
    public void Set(ReadOnlySpan<float> values)
    {
        if (values.Length != Count)
            throw new ArgumentException(
                $"Weight '{Layer.Name}/{Name}' has {Count} values, {values.Length} were given.", nameof(values));
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        long[] dimensions = [.. Shape.Dimensions.Select(d => (long)d)];
        var given = FromValues(values, dimensions);
        var value = Layout switch
        {
            WeightLayout.Convolution => Engine.Layout.ChannelsLast(given.permute(3, 2, 0, 1)),
            WeightLayout.Depthwise => Engine.Layout.ChannelsLast(
                given.permute(2, 3, 0, 1).reshape(dimensions[2] * dimensions[3], 1, dimensions[0], dimensions[1])),
            _ => given,
        };
        // Memory of its own: the values were copied above.
        if (tensor is null)
            tensor = value.DetachFromDisposeScope();
        else
            tensor.copy_(value);
    }

    /// <summary>Draws the first values anew, with another seed than the layer was made with.</summary>
    /// <param name="seed">Chooses among the streams of random numbers.</param>
    internal void Draw(int seed) => Set((initializer with { Seed = seed }).Create(Shape, $"{Layer.Name}/{Name}"));

    private static Tensor FromValues(ReadOnlySpan<float> values, long[] dimensions)
    {
        var result = empty(dimensions, ScalarType.Float32);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(values);
        bytes.CopyTo(result.bytes);
        return result;
    }
}
