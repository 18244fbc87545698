using Graft.Layers;
using static TorchSharp.torch;

namespace Graft.Models;

/// <summary>Runs a graph; each value is disposed as soon as nothing reads it any more.</summary>
internal static class GraphRun
{
    public static IReadOnlyList<Tensor> Forward(Model model, IReadOnlyList<Tensor> inputs, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        var run = new Run(model, inputs, context);
        foreach (var node in model.Nodes)
            run.Compute(node);
        return [.. model.Outputs.Select(output => run.Take(output).MoveToOuterDisposeScope())];
    }

    public static IReadOnlyList<Preactivation> ForwardPreactivations(
        Model model, IReadOnlyList<Tensor> inputs, ForwardContext context)
    {
        using var scope = NewDisposeScope();
        // A node may stop before its activation where nothing but the model's output reads it.
        var readInside = model.Nodes.SelectMany(node => node.Inputs).ToHashSet();
        var last = model.Outputs.Where(output => !model.Inputs.Contains(output)).Select(output => output.Node)
            .Where(node => !node.Outputs.Any(readInside.Contains)).ToHashSet();
        var run = new Run(model, inputs, context);
        var results = new Dictionary<Symbol, Preactivation>();
        foreach (var node in model.Nodes)
        {
            if (!last.Contains(node))
                run.Compute(node);
            else
                foreach (var (symbol, preactivation) in node.Outputs.Zip(run.ComputePreactivations(node)))
                    results[symbol] = preactivation;
        }
        // An alias each: a place may stand twice among the outputs, and the scope disposes what no output is.
        return
        [
            .. model.Outputs.Select(output => results.TryGetValue(output, out var result)
                ? result with { Value = result.Value.alias().MoveToOuterDisposeScope() }
                : new Preactivation(run.Take(output).MoveToOuterDisposeScope(), ActivationFunction.Linear)),
        ];
    }

    private sealed class Run
    {
        private readonly ForwardContext context;
        private readonly Dictionary<Symbol, Tensor> values = [];
        private readonly Dictionary<Symbol, int> readersLeft = [];

        public Run(Model model, IReadOnlyList<Tensor> inputs, ForwardContext context)
        {
            ArgumentNullException.ThrowIfNull(inputs);
            if (inputs.Count != model.Inputs.Count)
                throw new ArgumentException($"The model '{model.Name}' has {model.Inputs.Count} inputs, {inputs.Count} tensors "
                    + $"were given.", nameof(inputs));
            this.context = context;
            foreach (var symbol in model.Nodes.SelectMany(node => node.Inputs).Concat(model.Outputs))
                readersLeft[symbol] = readersLeft.GetValueOrDefault(symbol) + 1;
            foreach (var (symbol, tensor) in model.Inputs.Zip(inputs))
                values[symbol] = tensor.alias();
        }

        public void Compute(Node node)
        {
            foreach (var (symbol, tensor) in node.Outputs.Zip(node.Layer.Forward(Read(node), context)))
            {
                // Where a model is cut inside a node with several outputs, what was fed counts.
                if (!readersLeft.ContainsKey(symbol) || !values.TryAdd(symbol, tensor))
                    tensor.Dispose();
            }
            Release(node);
        }

        public IReadOnlyList<Preactivation> ComputePreactivations(Node node)
        {
            var results = node.Layer.ForwardPreactivations(Read(node), context);
            Release(node);
            return results;
        }

        public Tensor Take(Symbol symbol)
        {
            var value = values[symbol];
            if (--readersLeft[symbol] > 0)
                return value.alias();
            values.Remove(symbol);
            return value;
        }

        private Tensor[] Read(Node node) => [.. node.Inputs.Select(input => values[input])];

        private void Release(Node node)
        {
            foreach (var input in node.Inputs)
                if (--readersLeft[input] == 0 && values.Remove(input, out var value))
                    value.Dispose();
        }
    }
}
