using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>A softmax over the channels as a layer of its own.</summary>
public sealed class Softmax : ActivatedLayer
{
    /// <summary>A softmax over the last axis.</summary>
    /// <param name="name">The layer's name.</param>
    public Softmax(string? name = null) : base("softmax", name)
    {
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["axis"] = -1 };

    internal static Softmax FromConfiguration(JsonObject configuration, string name)
    {
        configuration.AlongLastAxis();
        return new Softmax(name);
    }

    private protected override Tensor ForwardLinear(Tensor input, ForwardContext context) => input.alias();

    private protected override Value LowerLinear(OperationWriter writer, Value input) => input;
}
