using Graft.Operations;
using Graft.Trunk.Programs;

namespace Graft.Trunk.Quantization;

/// <summary>Which operations of a folded and fused graph are computed in 8 bits, and which values that needs as codes.</summary>
internal sealed class QuantizationPlan
{
    private readonly HashSet<Value> outputs = [];
    private readonly Dictionary<Value, Value> pooled = [];
    private readonly List<Value> values = [];

    /// <summary>Plans a graph.</summary>
    /// <param name="graph">A fused graph.</param>
    /// <param name="firstInFull">Whether the operation that reads the input is left as it is.</param>
    public QuantizationPlan(OperationGraph graph, bool firstInFull)
    {
        FirstInFull = firstInFull;
        var makers = graph.Operations.ToDictionary(operation => operation.Output);
        foreach (var operation in graph.Operations)
        {
            if (operation is not (FusedConvolution or MatrixProduct))
                continue;
            if (firstInFull && graph.Inputs.Contains(operation.Inputs[0]))
                continue;
            outputs.Add(operation.Output);
            for (var value = operation.Inputs[0]; Need(value) && makers.GetValueOrDefault(value) is Pool pool && OnCodes(pool);)
                value = pooled[value] = pool.Inputs[0];
        }
    }

    /// <summary>Whether the operation that reads the input is left as it is.</summary>
    public bool FirstInFull { get; }

    /// <summary>The values that are needed as codes, in the order in which they are needed.</summary>
    public IReadOnlyList<Value> Values => values;

    /// <summary>
    /// The value whose codes a value's are made of, itself for most: a maximum of codes is the code of the maximum, so codes are
    /// made before a pooling.
    /// </summary>
    public Value Origin(Value value)
    {
        while (pooled.TryGetValue(value, out var before))
            value = before;
        return value;
    }

    /// <summary>Whether an operation is computed in 8 bits.</summary>
    public bool Covers(Operation operation) => outputs.Contains(operation.Output);

    /// <summary>Whether a pooling can be computed on codes.</summary>
    public static bool OnCodes(Pool pool) => pool.Kind == PoolKind.Maximum && pool.Window.Dilation is (1, 1);

    private bool Need(Value value)
    {
        if (values.Contains(value))
            return false;
        values.Add(value);
        return true;
    }
}
