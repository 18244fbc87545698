using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>A layer with one input and one output.</summary>
public abstract class UnaryLayer : Layer
{
    private protected UnaryLayer(string? name) : base(name)
    {
    }

    /// <summary>The shape it gives for the shape it gets.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public abstract Shape OutputShape(Shape input);

    /// <summary>Computes; tensors in libtorch's layout. The caller owns the result.</summary>
    public abstract Tensor Forward(Tensor input, ForwardContext context);

    /// <summary>Writes its inference down as primitive operations.</summary>
    public abstract Value Lower(OperationWriter writer, Value input);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Shape> OutputShapes(IReadOnlyList<Shape> inputs) => [OutputShape(Single(inputs))];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> inputs, ForwardContext context) =>
        [Forward(Single(inputs), context)];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Value> Lower(OperationWriter writer, IReadOnlyList<Value> inputs) =>
        [Lower(writer, Single(inputs))];

    private protected sealed override IReadOnlyList<Weight> CreateWeights(IReadOnlyList<Shape> inputs) =>
        CreateWeights(Single(inputs));

    private protected virtual IReadOnlyList<Weight> CreateWeights(Shape input) => [];

    private protected sealed override void CheckBuilt(IReadOnlyList<Shape> inputs) => CheckBuilt(Single(inputs));

    private protected virtual void CheckBuilt(Shape input)
    {
    }

    private protected static void RequireMap(Shape input)
    {
        if (!input.IsMap)
            throw new ArgumentException($"a map (None, height, width, channels) is wanted, {input} was given.");
    }

    /// <summary>What its adapter makes of an output; takes the output over.</summary>
    private protected Tensor Adapted(Tensor input, Tensor output)
    {
        if (Adapter is null)
            return output;
        using (output)
            return Adapter.Adapt(input, output);
    }

    /// <summary>The same as primitive operations.</summary>
    private protected Value Adapted(OperationWriter writer, Value input, Value output) =>
        Adapter?.Lower(writer, input, output) ?? output;

    private static T Single<T>(IReadOnlyList<T> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Count == 1 ? inputs[0] : throw new ArgumentException($"one input is wanted, {inputs.Count} were given.");
    }
}
