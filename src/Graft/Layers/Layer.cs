using System.Text.Json.Nodes;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Layers;

/// <summary>
/// A step of a network: its name, weights, rule of shapes and forward pass. It is built once, at its first
/// <see cref="Apply(Symbol)"/>, and may be applied again, with the same weights.
/// </summary>
public abstract class Layer
{
    private static long created;

    private protected Layer(string? name)
    {
        if (name is { Length: 0 })
            throw new ArgumentException("A layer's name may not be empty; leave it out and one is given.", nameof(name));
        GivenName = name;
    }

    /// <summary>
    /// The name: as given, else the type's in snake case, which a model makes unique (<c>dense</c>, <c>dense_1</c>).
    /// </summary>
    public string Name => GivenName ?? AutomaticName ?? SnakeCase(TypeName);

    /// <summary>Whether its weights may change in training. Decided when training starts, from the value then.</summary>
    public virtual bool Trainable { get; set; } = true;

    /// <summary>A small addition that trains in the place of its own weights; null: there is none.</summary>
    public LayerAdapter? Adapter { get; internal set; }

    /// <summary>Whether its weights exist.</summary>
    public bool IsBuilt { get; private set; }

    /// <summary>The name of its type, as Keras says it.</summary>
    public virtual string TypeName => GetType().Name;

    /// <summary>Weights in Keras's order: those that training can change, then the statistics.</summary>
    public virtual IReadOnlyList<Weight> Weights { get; private set; } = [];

    /// <summary>The weights that training changes as things stand.</summary>
    public virtual IEnumerable<Weight> TrainableWeights =>
        Adapter?.Weights ?? (Trainable ? Weights.Where(weight => !weight.IsStatistic) : []);

    /// <summary>The weights of its adapter, of a model those of all adapters inside.</summary>
    internal virtual IEnumerable<Weight> AdapterWeights => Adapter?.Weights ?? [];

    /// <summary>What a low-rank adapter is added to; null: it can have none.</summary>
    internal virtual PointProduct? PointProduct => null;

    /// <summary>What an adapter that scales and shifts is merged into; null: it can have none.</summary>
    internal virtual ChannelScaleAndShift? ChannelScaleAndShift => null;

    internal string? GivenName { get; }

    /// <summary>Grows from layer to layer as they are made; names are numbered in this order.</summary>
    internal long CreationNumber { get; } = Interlocked.Increment(ref created);

    internal string? AutomaticName { get; set; }

    /// <summary>Puts the layer behind a place in the graph.</summary>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public Symbol Apply(Symbol input) => Apply([input]);

    /// <summary>Puts the layer behind several places in the graph; for layers with one output.</summary>
    /// <exception cref="ArgumentException">The number of inputs or their shapes do not fit.</exception>
    public Symbol Apply(params IReadOnlyList<Symbol> inputs)
    {
        var outputs = ApplyAll(inputs);
        return outputs.Count == 1
            ? outputs[0]
            : throw new ArgumentException($"Layer '{Name}' has {outputs.Count} outputs: use ApplyAll.", nameof(inputs));
    }

    /// <summary>Puts the layer behind places in the graph and gives all its outputs.</summary>
    /// <exception cref="ArgumentException">The number of inputs or their shapes do not fit.</exception>
    public IReadOnlyList<Symbol> ApplyAll(IReadOnlyList<Symbol> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Shape[] shapes = [.. inputs.Select(input => (input ?? throw new ArgumentNullException(nameof(inputs))).Shape)];
        try
        {
            EnsureBuilt(shapes);
            return new Node(this, [.. inputs], OutputShapes(shapes)).Outputs;
        }
        catch (ArgumentException e)
            when (e is not ArgumentNullException && !e.Message.StartsWith("Layer '", StringComparison.Ordinal))
        {
            throw new ArgumentException($"Layer '{Name}' ({TypeName}) cannot be applied to "
                + $"{string.Join(", ", shapes.Select(s => s.ToString()))}: {e.Message}", e);
        }
    }

    /// <summary>The shapes it gives for shapes it gets.</summary>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public abstract IReadOnlyList<Shape> OutputShapes(IReadOnlyList<Shape> inputs);

    /// <summary>Computes; tensors in libtorch's layout (<see cref="Engine.Layout"/>). The caller owns the results.</summary>
    public abstract IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> inputs, ForwardContext context);

    /// <summary>
    /// Computes up to the last activation and names that: losses are computed from what stands before a softmax.
    /// </summary>
    public virtual IReadOnlyList<Preactivation> ForwardPreactivations(IReadOnlyList<Tensor> inputs, ForwardContext context) =>
        [.. Forward(inputs, context).Select(output => new Preactivation(output, ActivationFunction.Linear))];

    /// <summary>Writes its inference down as primitive operations.</summary>
    public abstract IReadOnlyList<Value> Lower(OperationWriter writer, IReadOnlyList<Value> inputs);

    /// <summary>Its constructor's arguments under Keras's names, without the name and <see cref="Trainable"/>.</summary>
    public abstract JsonObject GetConfiguration();

    /// <inheritdoc/>
    public override string ToString() => $"{TypeName} '{Name}'";

    /// <summary>Makes the weights for these shapes.</summary>
    private protected virtual IReadOnlyList<Weight> CreateWeights(IReadOnlyList<Shape> inputs) => [];

    /// <summary>Makes the weights once; later calls check that the shapes still fit them.</summary>
    internal void EnsureBuilt(IReadOnlyList<Shape> inputs)
    {
        if (IsBuilt)
        {
            CheckBuilt(inputs);
            return;
        }
        OutputShapes(inputs);
        Weights = CreateWeights(inputs);
        IsBuilt = true;
    }

    /// <summary>Refuses shapes that do not fit weights which exist.</summary>
    private protected virtual void CheckBuilt(IReadOnlyList<Shape> inputs)
    {
    }

    private protected Weight CreateWeight(
        string name, Shape shape, WeightLayout layout, Initializer initializer, bool isStatistic = false,
        IWeightAdaption? adaption = null) =>
        new(this, name, shape, layout, initializer, isStatistic) { Adaption = adaption };

    internal static string SnakeCase(string name)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = i > 0 && char.IsUpper(name[i])
                && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord && !char.IsDigit(name[i - 1]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
