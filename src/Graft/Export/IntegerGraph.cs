using Graft.Operations;
using Graft.Trunk.Programs;
using Graft.Trunk.Quantization;
using static TorchSharp.torch;

namespace Graft.Export;

/// <summary>A network of which a part is computed in 8 bits.</summary>
/// <param name="Graph">All operations, convolutions fused with what follows them.</param>
/// <param name="Plan">Which of them are computed in 8 bits.</param>
/// <param name="Ranges">What the codes of values stand for.</param>
internal sealed record IntegerGraph(
    OperationGraph Graph, QuantizationPlan Plan, IReadOnlyDictionary<Value, QuantizedRange> Ranges)
{
    /// <summary>A trunk in 8 bits with a head in float behind it. Constants belong to the dispose scope around the
    /// call.</summary>
    /// <param name="trunk">What is computed in 8 bits.</param>
    /// <param name="quantization">How.</param>
    /// <param name="head">Writes what comes behind, from the trunk's outputs to its own.</param>
    public static IntegerGraph Of(
        OperationGraph trunk, TrunkQuantization quantization,
        Func<OperationWriter, IReadOnlyList<Value>, IReadOnlyList<Value>> head)
    {
        using var withoutGradient = no_grad();
        var (graph, ranges) = quantization.Apply(GraphFolding.Fold(trunk));
        var fused = ConvolutionFusing.Fuse(graph);
        var plan = new QuantizationPlan(fused, quantization.FirstInFull);
        var writer = new OperationWriter();
        var outputs = head(writer, fused.Outputs);
        return new IntegerGraph(Needed(fused.Inputs, [.. fused.Operations, .. writer.Operations], outputs), plan, ranges);
    }

    // A head may read some of the trunk's outputs alone.
    private static OperationGraph Needed(
        IReadOnlyList<Value> inputs, IReadOnlyList<Operation> operations, IReadOnlyList<Value> outputs)
    {
        var needed = outputs.ToHashSet();
        foreach (var operation in operations.Reverse())
            if (needed.Contains(operation.Output))
                needed.UnionWith(operation.Inputs);
        return new OperationGraph(inputs, [.. operations.Where(operation => needed.Contains(operation.Output))], outputs);
    }
}
