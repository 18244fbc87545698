using Graft.Operations;
using Graft.Trunk.Programs;
using static TorchSharp.torch;

namespace Graft.Trunk.Quantization;

/// <summary>Compiles networks that compute in 8 bits.</summary>
internal static class IntegerProgram
{
    /// <summary>Compiles a network.</summary>
    /// <param name="graph">A fused graph.</param>
    /// <param name="batch">Samples in every batch.</param>
    /// <param name="type">What everything else is computed in.</param>
    /// <param name="plan">Which operations are computed in 8 bits.</param>
    /// <param name="ranges">For each value of the plan what its codes stand for.</param>
    /// <exception cref="TrunkProgramException">It cannot be compiled on this machine.</exception>
    public static TrunkProgram Compile(
        OperationGraph graph, int batch, ScalarType type, QuantizationPlan plan, IReadOnlyDictionary<Value, QuantizedRange> ranges)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var source = new ScriptSource();
        var steps = new IntegerSteps(source, batch, type, plan, ranges);
        foreach (var (i, input) in graph.Inputs.Index())
            steps.BindFloat(input, ScriptSource.Input(i));
        foreach (var operation in graph.Operations)
            steps.Write(operation);
        return TrunkProgram.Load(source, graph.Outputs.Select(steps.Float), "int8");
    }
}
