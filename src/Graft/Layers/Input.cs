using System.Text.Json.Nodes;
using Graft.Operations;
using Graft.Runtime.Imaging;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// The beginning of a graph. It knows how pictures must be prepared for it, so that no other way can be used by mistake.
/// </summary>
public sealed class Input : Layer
{
    /// <summary>An input of a shape.</summary>
    /// <param name="shape">The shape of one sample, channels last.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="preprocessing">How a picture becomes such a sample; null where it is not pictures that come in.</param>
    /// <exception cref="ArgumentException">The shape has no axis, or the preprocessing gives another shape.</exception>
    public Input(Shape shape, string? name = null, Preprocessing? preprocessing = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank == 0)
            throw new ArgumentException(
                "An input's samples have at least one axis; give their shape without the batch.", nameof(shape));
        if (preprocessing is not null && !shape.Equals(new Shape(preprocessing.InputHeight, preprocessing.InputWidth, 3)))
            throw new ArgumentException($"The preprocessing gives pictures of {preprocessing.InputHeight} x "
                + $"{preprocessing.InputWidth} x 3, the input's shape is {shape}.", nameof(preprocessing));
        (Shape, Preprocessing) = (shape, preprocessing);
        EnsureBuilt([]);
        Output = new Node(this, [], [shape]).Outputs[0];
    }

    /// <summary>The shape of one sample, channels last.</summary>
    public Shape Shape { get; }

    /// <summary>How a picture becomes such a sample.</summary>
    public Preprocessing? Preprocessing { get; }

    /// <summary>The place in the graph where the samples come in.</summary>
    public Symbol Output { get; }

    /// <inheritdoc/>
    public override string TypeName => "InputLayer";

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> OutputShapes(IReadOnlyList<Shape> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Count == 0
            ? [Shape]
            : throw new ArgumentException("an input stands at the beginning and cannot be applied.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> inputs, ForwardContext context) =>
        throw new InvalidOperationException("An input computes nothing: it is fed.");

    /// <inheritdoc/>
    public override IReadOnlyList<Value> Lower(OperationWriter writer, IReadOnlyList<Value> inputs) =>
        throw new InvalidOperationException("An input computes nothing: it is fed.");

    /// <inheritdoc/>
    public override JsonObject GetConfiguration()
    {
        var configuration = new JsonObject { ["shape"] = new JsonArray([.. Shape.Dimensions.Select(d => (JsonNode)d)]) };
        if (Preprocessing is not null)
            configuration["preprocessing"] = JsonNode.Parse(Preprocessing.ToJson());
        return configuration;
    }

    internal static Input FromConfiguration(JsonObject configuration, string name)
    {
        try
        {
            var preprocessing = configuration["preprocessing"] is { } json ? Preprocessing.FromJson(json.ToJsonString()) : null;
            return new Input(new Shape(configuration.Ints("shape")), name, preprocessing);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The input '{name}': {e.Message}", e);
        }
    }
}
