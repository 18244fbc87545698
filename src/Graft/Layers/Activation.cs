using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>An activation as a layer of its own.</summary>
public sealed class Activation : ActivatedLayer
{
    /// <summary>An activation by its name.</summary>
    /// <param name="activation">Which one.</param>
    /// <param name="name">The layer's name.</param>
    public Activation(ActivationFunction activation, string? name = null)
        : base(activation ?? throw new ArgumentNullException(nameof(activation)), name)
    {
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => base.Activation.OutputShape(input);

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["activation"] = base.Activation.Name };

    internal static Activation FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Text("activation"), name);

    private protected override bool GivesNewTensor => false;

    private protected override Tensor ForwardLinear(Tensor input, ForwardContext context) => input.alias();

    private protected override Value LowerLinear(OperationWriter writer, Value input) => input;
}
