using Graft.Operations;

namespace Graft.Trunk.Programs;

/// <summary>How often each value of a graph is read, by its operations or as an output.</summary>
internal sealed class ValueReaders
{
    private readonly Dictionary<Value, int> counts = [];

    public ValueReaders(OperationGraph graph)
    {
        foreach (var value in graph.Operations.SelectMany(operation => operation.Inputs).Concat(graph.Outputs))
            counts[value] = Count(value) + 1;
    }

    public int Count(Value value) => counts.GetValueOrDefault(value);
}
