using static TorchSharp.torch;

namespace Graft.Operations;

/// <summary>Writes operations down, one after another, and works out their shapes.</summary>
public sealed class OperationWriter
{
    private readonly List<Operation> operations = [];

    /// <summary>Everything written so far.</summary>
    public IReadOnlyList<Operation> Operations => operations;

    /// <summary>A value that comes from outside.</summary>
    public static Value Input(Shape shape) => new(shape);

    /// <summary>See <see cref="Graft.Operations.Convolution"/>.</summary>
    public Value Convolution(Value input, Tensor kernel, Tensor? bias, Window window, int groups)
    {
        var size = window.OutputSize(input.Shape);
        var shape = new Shape(size.Height, size.Width, (int)kernel.shape[0]);
        return Write(shape, output => new Convolution(input, output, kernel, bias, window, groups));
    }

    /// <summary>See <see cref="Graft.Operations.MatrixProduct"/>.</summary>
    public Value MatrixProduct(Value input, Tensor kernel, Tensor? bias) =>
        Write(input.Shape.WithChannels((int)kernel.shape[1]), output => new MatrixProduct(input, output, kernel, bias));

    /// <summary>See <see cref="Graft.Operations.ChannelAffine"/>.</summary>
    public Value ChannelAffine(Value input, Tensor scale, Tensor shift) =>
        Write(input.Shape, output => new ChannelAffine(input, output, scale, shift));

    /// <summary>See <see cref="Graft.Operations.LayerNormalize"/>.</summary>
    public Value LayerNormalize(Value input, Tensor scale, Tensor shift, double epsilon) =>
        Write(input.Shape, output => new LayerNormalize(input, output, scale, shift, epsilon));

    /// <summary>See <see cref="Graft.Operations.Elementwise"/>.</summary>
    public Value Elementwise(Value input, ElementwiseFunction function, double alpha = 0, double beta = 0) =>
        Write(input.Shape, output => new Elementwise(input, output, function, alpha, beta));

    /// <summary>See <see cref="Graft.Operations.Normalize"/>.</summary>
    public Value Normalize(Value input, NormalizeKind kind, int axis) =>
        Write(input.Shape, output => new Normalize(input, output, kind, axis));

    /// <summary>See <see cref="Graft.Operations.Pool"/>.</summary>
    public Value Pool(Value input, PoolKind kind, Window window)
    {
        var size = window.OutputSize(input.Shape);
        return Write(new Shape(size.Height, size.Width, input.Shape.Channels), output => new Pool(input, output, kind, window));
    }

    /// <summary>See <see cref="Graft.Operations.GlobalPool"/>.</summary>
    public Value GlobalPool(Value input, PoolKind kind) =>
        Write(input.Shape.Channels, output => new GlobalPool(input, output, kind));

    /// <summary>See <see cref="Graft.Operations.Binary"/>.</summary>
    public Value Binary(Value left, Value right, BinaryKind kind) =>
        Write(Broadcast(left.Shape, right.Shape), output => new Binary(left, right, output, kind));

    /// <summary>See <see cref="Graft.Operations.Concatenation"/>.</summary>
    public Value Concatenation(IReadOnlyList<Value> parts, int axis)
    {
        int[] dimensions = [.. parts[0].Shape.Dimensions];
        dimensions[axis] = parts.Sum(part => part.Shape[axis]);
        return Write(new Shape(dimensions), output => new Concatenation(parts, output, axis));
    }

    /// <summary>See <see cref="Graft.Operations.Reshaping"/>.</summary>
    public Value Reshape(Value input, Shape target) => Write(target, output => new Reshaping(input, output));

    /// <summary>See <see cref="Graft.Operations.Transposition"/>.</summary>
    public Value Transpose(Value input, IReadOnlyList<int> order) =>
        Write(new Shape([.. order.Select(axis => input.Shape[axis])]), output => new Transposition(input, output, order));

    /// <summary>See <see cref="Graft.Operations.ZeroPad"/>.</summary>
    public Value ZeroPad(Value input, Margins margins) =>
        Write(
            new Shape(
                input.Shape[0] + margins.Top + margins.Bottom, input.Shape[1] + margins.Left + margins.Right, input.Shape[2]),
            output => new ZeroPad(input, output, margins));

    /// <summary>See <see cref="Graft.Operations.Slice"/>.</summary>
    public Value Slice(Value input, int axis, int start, int length)
    {
        int[] dimensions = [.. input.Shape.Dimensions];
        dimensions[axis] = length;
        return Write(new Shape(dimensions), output => new Slice(input, output, axis, start));
    }

    /// <summary>See <see cref="Graft.Operations.Upsample"/>.</summary>
    public Value Upsample(Value input, Size2D factor, bool bilinear) =>
        Write(
            new Shape(input.Shape[0] * factor.Height, input.Shape[1] * factor.Width, input.Shape[2]),
            output => new Upsample(input, output, factor, bilinear));

    /// <summary>See <see cref="Graft.Operations.Attention"/>.</summary>
    public Value Attention(Value queries, Value keys, Value values, int heads) =>
        Write(queries.Shape, output => new Attention(queries, keys, values, output, heads));

    /// <summary>See <see cref="Graft.Operations.ResponseNormalize"/>.</summary>
    public Value ResponseNormalize(Value input, Tensor scale, Tensor shift, double epsilon) =>
        Write(input.Shape, output => new ResponseNormalize(input, output, scale, shift, epsilon));

    /// <summary>See <see cref="Graft.Operations.StepsInFront"/>.</summary>
    public Value StepsInFront(Value input, Tensor first) =>
        Write((input.Shape[0] + (int)first.shape[0], input.Shape.Channels), output => new StepsInFront(input, output, first));

    /// <summary>See <see cref="Graft.Operations.ConstantSum"/>.</summary>
    public Value ConstantSum(Value input, Tensor summand) =>
        Write(input.Shape, output => new ConstantSum(input, output, summand));

    /// <summary>The shape that two shapes of the same rank have in common, where axes of length 1 stretch.</summary>
    /// <exception cref="ArgumentException">They have none.</exception>
    public static Shape Broadcast(Shape left, Shape right)
    {
        var fits = left.Rank == right.Rank;
        for (var i = 0; fits && i < left.Rank; i++)
            fits = left[i] == right[i] || left[i] == 1 || right[i] == 1;
        if (!fits)
            throw new ArgumentException($"The shapes {left} and {right} cannot be combined: each axis must be equal or 1.");
        return new Shape([.. left.Dimensions.Zip(right.Dimensions, Math.Max)]);
    }

    private Value Write(Shape shape, Func<Value, Operation> make)
    {
        var output = new Value(shape);
        operations.Add(make(output));
        return output;
    }
}
