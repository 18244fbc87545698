using System.Text.Json.Nodes;
using Graft.Engine;
using Graft.Layers;
using Graft.Models;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft;

/// <summary>
/// A network: the graph of layers between its inputs and its outputs. Itself a layer, so models nest. A graph may be cut
/// anywhere: inputs and outputs are any places in it.
/// </summary>
public class Model : Layer
{
    private readonly GraphOrder graph;
    private bool trainable = true;

    /// <summary>The graph from one place to another.</summary>
    /// <param name="input">Where samples come in.</param>
    /// <param name="output">What comes out.</param>
    /// <param name="name">The model's name.</param>
    /// <exception cref="ArgumentException">The output depends on another input too, or two layers have the same name.</exception>
    public Model(Symbol input, Symbol output, string? name = null) : this([input], [output], name)
    {
    }

    /// <summary>The graph between several places.</summary>
    /// <param name="inputs">Where samples come in, in the order they are fed.</param>
    /// <param name="outputs">What comes out.</param>
    /// <param name="name">The model's name.</param>
    /// <exception cref="ArgumentException">An output depends on another input too, or two layers have the same name.</exception>
    public Model(IReadOnlyList<Symbol> inputs, IReadOnlyList<Symbol> outputs, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (inputs.Count == 0 || outputs.Count == 0)
            throw new ArgumentException("A model has at least one input and one output.");
        if (inputs.Distinct().Count() != inputs.Count)
            throw new ArgumentException("A place in the graph stands twice among the inputs.", nameof(inputs));
        (Inputs, Outputs) = ([.. inputs], [.. outputs]);
        graph = GraphOrder.Between(Inputs, Outputs);
        LayerNames.MakeUnique(graph.Layers);
        EnsureBuilt([.. Inputs.Select(input => input.Shape)]);
    }

    /// <summary>The first (often only) input.</summary>
    public Symbol Input => Inputs[0];

    /// <summary>The first (often only) output.</summary>
    public Symbol Output => Outputs[0];

    /// <summary>Where samples come in.</summary>
    public IReadOnlyList<Symbol> Inputs { get; }

    /// <summary>What comes out.</summary>
    public IReadOnlyList<Symbol> Outputs { get; }

    /// <summary>Its layers in Keras's order: by depth from the output.</summary>
    public IReadOnlyList<Layer> Layers => graph.Layers;

    /// <summary>The applications of its layers in the order they run.</summary>
    public IReadOnlyList<Node> Nodes => graph.Nodes;

    /// <summary>Setting it sets every layer inside.</summary>
    public override bool Trainable
    {
        get => trainable;
        set
        {
            trainable = value;
            foreach (var layer in Layers)
                layer.Trainable = value;
        }
    }

    /// <summary>Whether the model as a whole trains, its layers left as they are.</summary>
    internal void RestoreTrainable(bool value) => trainable = value;

    /// <inheritdoc/>
    public override string TypeName => "Functional";

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> Weights => [.. Layers.SelectMany(layer => layer.Weights).Distinct()];

    /// <inheritdoc/>
    public override IEnumerable<Weight> TrainableWeights => Trainable
        ? Layers.SelectMany(layer => layer.TrainableWeights).Distinct()
        : AdapterWeights;

    internal override IEnumerable<Weight> AdapterWeights => Layers.SelectMany(layer => layer.AdapterWeights).Distinct();

    /// <summary>The layer of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the nearest names are in the message.</exception>
    public Layer GetLayer(string name) =>
        Layers.FirstOrDefault(layer => layer.Name == name)
        ?? throw new ArgumentException($"The model '{Name}' has no layer '{name}'. Nearest: "
            + $"{string.Join(", ", Nearest.To(name, Layers.Select(layer => layer.Name)))}.", nameof(name));

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> OutputShapes(IReadOnlyList<Shape> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (!inputs.SequenceEqual(Inputs.Select(input => input.Shape)))
            throw new ArgumentException($"the model takes {string.Join(", ", Inputs.Select(i => i.Shape))}.");
        return [.. Outputs.Select(output => output.Shape)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> inputs, ForwardContext context) =>
        GraphRun.Forward(this, inputs, context);

    /// <inheritdoc/>
    public override IReadOnlyList<Preactivation> ForwardPreactivations(IReadOnlyList<Tensor> inputs, ForwardContext context) =>
        GraphRun.ForwardPreactivations(this, inputs, context);

    /// <inheritdoc/>
    public override IReadOnlyList<Value> Lower(OperationWriter writer, IReadOnlyList<Value> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var values = Inputs.Zip(inputs).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var node in Nodes)
        {
            var lowered = node.Layer.Lower(writer, [.. node.Inputs.Select(input => values[input])]);
            foreach (var (symbol, value) in node.Outputs.Zip(lowered))
                values.TryAdd(symbol, value);
        }
        return [.. Outputs.Select(output => values[output])];
    }

    /// <summary>
    /// The whole network's inference as primitive operations. Constants made for it belong to the dispose scope around the call.
    /// </summary>
    public OperationGraph Lower()
    {
        var writer = new OperationWriter();
        Value[] inputs = [.. Inputs.Select(input => OperationWriter.Input(input.Shape))];
        var outputs = Lower(writer, inputs);
        return new OperationGraph(inputs, writer.Operations, outputs);
    }

    /// <inheritdoc/>
    public override JsonObject GetConfiguration() => ModelConfiguration.Write(this);

    /// <summary>The same graph again, with fresh weights.</summary>
    /// <param name="configuration">What <see cref="GetConfiguration"/> gave.</param>
    /// <exception cref="ArgumentException">It is not a model's configuration; the message says what is wrong.</exception>
    public static Model FromConfiguration(JsonObject configuration) => ModelConfigurationReader.Read(configuration);
}
