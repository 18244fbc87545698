using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>A layer that ends with an activation.</summary>
public abstract class ActivatedLayer : UnaryLayer
{
    private protected ActivatedLayer(ActivationFunction? activation, string? name) : base(name) =>
        Activation = activation ?? ActivationFunction.Linear;

    /// <summary>What is applied at the end.</summary>
    public ActivationFunction Activation { get; }

    /// <inheritdoc/>
    public sealed override Tensor Forward(Tensor input, ForwardContext context)
    {
        var before = Adapted(input, ForwardLinear(input, context));
        if (Activation == ActivationFunction.Linear)
            return before;
        // Without a gradient nobody needs the values before, and a new tensor would cost more than the activation itself.
        if (GivesNewTensor && !before.requires_grad && Activation.Overwrite(before))
            return before;
        using (before)
            return Activation.Apply(before);
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Preactivation> ForwardPreactivations(
        IReadOnlyList<Tensor> inputs, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [new Preactivation(Adapted(inputs[0], ForwardLinear(inputs[0], context)), Activation)];
    }

    /// <inheritdoc/>
    public sealed override Value Lower(OperationWriter writer, Value input)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return Activation.Lower(writer, Adapted(writer, input, LowerLinear(writer, input)));
    }

    /// <summary>Whether what <see cref="ForwardLinear"/> gives has memory of its own.</summary>
    private protected virtual bool GivesNewTensor => true;

    private protected abstract Tensor ForwardLinear(Tensor input, ForwardContext context);

    private protected abstract Value LowerLinear(OperationWriter writer, Value input);
}
