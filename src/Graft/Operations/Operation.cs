using static TorchSharp.torch;

namespace Graft.Operations;

/// <summary>
/// One primitive step of inference. Shapes are logical, channels last; constants are tensors in libtorch's layout and belong to
/// the layer that wrote the operation down.
/// </summary>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it gives.</param>
public abstract record Operation(IReadOnlyList<Value> Inputs, Value Output)
{
    /// <summary>Multiplications with additions for one sample; what costs next to nothing counts as nothing.</summary>
    public virtual long MultiplyAdds => 0;

    private protected Value Input => Inputs[0];
}

/// <summary>A convolution of a map.</summary>
/// <param name="Input">A map <c>[height, width, in]</c>.</param>
/// <param name="Output">A map <c>[height, width, out]</c>.</param>
/// <param name="Kernel"><c>[out, in / groups, height, width]</c>.</param>
/// <param name="Bias"><c>[out]</c>, or null.</param>
/// <param name="Window">Size, strides, padding with zeros, dilation.</param>
/// <param name="Groups">Channels are split into so many parts that do not see each other.</param>
public sealed record Convolution(Value Input, Value Output, Tensor Kernel, Tensor? Bias, Window Window, int Groups)
    : Operation([Input], Output)
{
    /// <inheritdoc/>
    public override long MultiplyAdds =>
        Output.Shape.Size * Window.Size.Height * Window.Size.Width * (Inputs[0].Shape.Channels / Groups);
}

/// <summary>The last axis times a matrix.</summary>
/// <param name="Input"><c>[.., in]</c>, any rank but a map's.</param>
/// <param name="Output"><c>[.., out]</c>.</param>
/// <param name="Kernel"><c>[in, out]</c>.</param>
/// <param name="Bias"><c>[out]</c>, or null.</param>
public sealed record MatrixProduct(Value Input, Value Output, Tensor Kernel, Tensor? Bias) : Operation([Input], Output)
{
    /// <inheritdoc/>
    public override long MultiplyAdds => Output.Shape.Size * Inputs[0].Shape.Channels;
}

/// <summary>Each channel times its scale, plus its shift: a batch normalization at inference, a rescaling.</summary>
/// <param name="Input">Any shape.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Scale"><c>[channels]</c>.</param>
/// <param name="Shift"><c>[channels]</c>.</param>
public sealed record ChannelAffine(Value Input, Value Output, Tensor Scale, Tensor Shift) : Operation([Input], Output);

/// <summary>Each position's channels brought to mean 0 and variance 1, then scaled and shifted.</summary>
/// <param name="Input">Any shape; the last axis is normalised.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Scale"><c>[channels]</c>.</param>
/// <param name="Shift"><c>[channels]</c>.</param>
/// <param name="Epsilon">Added to the variance.</param>
public sealed record LayerNormalize(Value Input, Value Output, Tensor Scale, Tensor Shift, double Epsilon)
    : Operation([Input], Output);

/// <summary>One function applied to each value alone.</summary>
/// <param name="Input">Any shape.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Function">Which function.</param>
/// <param name="Alpha">Its first constant; see <see cref="ElementwiseFunction"/>.</param>
/// <param name="Beta">Its second constant.</param>
public sealed record Elementwise(Value Input, Value Output, ElementwiseFunction Function, double Alpha, double Beta)
    : Operation([Input], Output);

/// <summary>A softmax, its logarithm or a sparsemax along one axis.</summary>
/// <param name="Input">Any shape.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Kind">Which of the three.</param>
/// <param name="Axis">A logical axis without the batch, from 0.</param>
public sealed record Normalize(Value Input, Value Output, NormalizeKind Kind, int Axis) : Operation([Input], Output);

/// <summary>A pooling of a map; padding never counts.</summary>
/// <param name="Input">A map.</param>
/// <param name="Output">A map.</param>
/// <param name="Kind">Largest value or mean.</param>
/// <param name="Window">Size, strides, padding.</param>
public sealed record Pool(Value Input, Value Output, PoolKind Kind, Window Window) : Operation([Input], Output);

/// <summary>A pooling over a whole map, or over all steps.</summary>
/// <param name="Input">A map <c>[height, width, channels]</c>, or steps <c>[steps, channels]</c>.</param>
/// <param name="Output"><c>[channels]</c>.</param>
/// <param name="Kind">Largest value, mean, or, of a map, standard deviation.</param>
public sealed record GlobalPool(Value Input, Value Output, PoolKind Kind) : Operation([Input], Output);

/// <summary>Two values combined, element by element, with broadcasting of axes of length 1.</summary>
/// <param name="Left">Any shape.</param>
/// <param name="Right">A shape that broadcasts with the left one.</param>
/// <param name="Output">The common shape.</param>
/// <param name="Kind">Which operation.</param>
public sealed record Binary(Value Left, Value Right, Value Output, BinaryKind Kind) : Operation([Left, Right], Output);

/// <summary>Values put one after another along an axis.</summary>
/// <param name="Parts">Equal but for that axis.</param>
/// <param name="Output">The whole.</param>
/// <param name="Axis">A logical axis without the batch, from 0.</param>
public sealed record Concatenation(IReadOnlyList<Value> Parts, Value Output, int Axis) : Operation(Parts, Output);

/// <summary>The same values, in channels-last order, under another shape.</summary>
/// <param name="Input">Any shape.</param>
/// <param name="Output">A shape of the same size.</param>
public sealed record Reshaping(Value Input, Value Output) : Operation([Input], Output);

/// <summary>Axes in another order.</summary>
/// <param name="Input">Any shape.</param>
/// <param name="Output">The shape with its axes in the new order.</param>
/// <param name="Order">For each output axis the input's, both logical, without the batch, from 0.</param>
public sealed record Transposition(Value Input, Value Output, IReadOnlyList<int> Order) : Operation([Input], Output);

/// <summary>Zeros put around a map.</summary>
/// <param name="Input">A map.</param>
/// <param name="Output">A larger map.</param>
/// <param name="Margins">How many rows and columns.</param>
public sealed record ZeroPad(Value Input, Value Output, Margins Margins) : Operation([Input], Output);

/// <summary>A part of one axis.</summary>
/// <param name="Input">Any shape.</param>
/// <param name="Output">The part.</param>
/// <param name="Axis">A logical axis without the batch, from 0.</param>
/// <param name="Start">The first index kept; the output's shape says how many.</param>
public sealed record Slice(Value Input, Value Output, int Axis, int Start) : Operation([Input], Output);

/// <summary>A map made larger by whole factors.</summary>
/// <param name="Input">A map.</param>
/// <param name="Output">A larger map.</param>
/// <param name="Factor">How often each row and column.</param>
/// <param name="Bilinear">Interpolated (half-pixel centres) instead of repeated.</param>
public sealed record Upsample(Value Input, Value Output, Size2D Factor, bool Bilinear) : Operation([Input], Output);

/// <summary>
/// Each query looks at all keys and gives the mean of their values, weighed by a softmax over the products of query and keys,
/// divided by the root of their length (Vaswani et al., 2017). Channels are split into heads that do not see each other.
/// </summary>
/// <param name="Queries"><c>[queries, channels]</c>.</param>
/// <param name="Keys"><c>[steps, channels]</c>.</param>
/// <param name="Values"><c>[steps, channels]</c>.</param>
/// <param name="Output"><c>[queries, channels]</c>.</param>
/// <param name="Heads">Into how many heads channels are split; it divides them.</param>
public sealed record Attention(Value Queries, Value Keys, Value Values, Value Output, int Heads)
    : Operation([Queries, Keys, Values], Output)
{
    /// <inheritdoc/>
    public override long MultiplyAdds => 2 * Output.Shape.Size * Inputs[1].Shape[0];
}

/// <summary>Constant steps in front of the others.</summary>
/// <param name="Input">Steps <c>[steps, channels]</c>.</param>
/// <param name="Output">More steps.</param>
/// <param name="First"><c>[count, channels]</c>.</param>
public sealed record StepsInFront(Value Input, Value Output, Tensor First) : Operation([Input], Output);

/// <summary>A constant of a sample's own shape is added to each sample.</summary>
/// <param name="Input">Any shape but a map's.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Summand">The constant.</param>
public sealed record ConstantSum(Value Input, Value Output, Tensor Summand) : Operation([Input], Output);

/// <summary>
/// Each channel of a map is weighed by its length over the whole map, divided by the mean length of all channels, and added to
/// what came in (Woo et al., 2023).
/// </summary>
/// <param name="Input">A map.</param>
/// <param name="Output">The same shape.</param>
/// <param name="Scale"><c>[channels]</c>, the factor of what is weighed.</param>
/// <param name="Shift"><c>[channels]</c>.</param>
/// <param name="Epsilon">Added to the mean length.</param>
public sealed record ResponseNormalize(Value Input, Value Output, Tensor Scale, Tensor Shift, double Epsilon)
    : Operation([Input], Output);
