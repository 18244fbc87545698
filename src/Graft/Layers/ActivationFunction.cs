using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// An activation by its Keras name. Layers and users name it as text: <c>activation: "relu"</c>.
/// </summary>
public sealed partial class ActivationFunction
{
    private readonly Func<Tensor, Tensor> forward;
    private readonly Func<OperationWriter, Value, Value> lower;

    private ActivationFunction(string name, Func<Tensor, Tensor> forward, Func<OperationWriter, Value, Value> lower) =>
        (Name, this.forward, this.lower) = (name, forward, lower);

    /// <summary>Keras's name.</summary>
    public string Name { get; }

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The identity.</summary>
    public static ActivationFunction Linear => All["linear"];

    /// <summary>An activation by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static ActivationFunction FromName(string name) =>
        All.TryGetValue(name, out var function)
            ? function
            : throw new ArgumentException($"There is no activation '{name}'. Known: {string.Join(", ", Names)}.", nameof(name));

    /// <summary>An activation by its name.</summary>
    public static implicit operator ActivationFunction(string name) => FromName(name);

    /// <summary>
    /// Applies it to a tensor in libtorch's layout; functions over an axis take the channels. The caller owns the result.
    /// </summary>
    public Tensor Apply(Tensor input) => forward(input);

    /// <summary>Applies it in the tensor's own memory, where libtorch can.</summary>
    /// <returns>Whether it was applied; the tensor is unchanged if not.</returns>
    internal bool Overwrite(Tensor tensor)
    {
        switch (Name)
        {
            case "relu":
                tensor.relu_();
                return true;
            case "relu6":
                tensor.Limit(0, 6);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The shape it gives; only <c>glu</c> changes it.</summary>
    public Shape OutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (Name != "glu")
            return input;
        return input.Channels % 2 == 0
            ? input.WithChannels(input.Channels / 2)
            : throw new ArgumentException($"glu halves the channels, and {input} has an odd number of them.");
    }

    /// <summary>Writes it down as primitive operations.</summary>
    internal Value Lower(OperationWriter writer, Value input) => lower(writer, input);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
