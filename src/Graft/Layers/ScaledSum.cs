using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>The first input plus a share of the second, of equal shapes; Keras's <c>CustomScaleLayer</c>.</summary>
/// <remarks>Szegedy et al., 2016: a small share keeps the training of Inception-ResNet calm.</remarks>
public sealed class ScaledSum : MergeLayer
{
    /// <summary>A sum.</summary>
    /// <param name="scale">The factor of the second input.</param>
    /// <param name="name">The layer's name.</param>
    public ScaledSum(double scale, string? name = null) : base(name) => Scale = scale;

    /// <summary>The factor of the second input.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string TypeName => "CustomScaleLayer";

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => new() { ["scale"] = Scale };

    internal static ScaledSum FromConfiguration(JsonObject configuration, string name) =>
        new(configuration.Double("scale"), name);

    private protected override Shape OutputShape(IReadOnlyList<Shape> inputs) =>
        inputs.Count == 2 && inputs[0].Equals(inputs[1])
        ? inputs[0]
        : throw new ArgumentException("two inputs of equal shapes are wanted.");

    private protected override Tensor Merge(IReadOnlyList<Tensor> inputs) => inputs[0].Plus(inputs[1], Scale);

    private protected override Value Merge(OperationWriter writer, IReadOnlyList<Value> inputs)
    {
        using var scope = NewDisposeScope();
        var channels = inputs[1].Shape.Channels;
        var share = writer.ChannelAffine(
            inputs[1], ones(channels).Times(Scale).MoveToOuterDisposeScope(), zeros(channels).MoveToOuterDisposeScope());
        return writer.Binary(inputs[0], share, BinaryKind.Add);
    }
}
