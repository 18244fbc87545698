using Graft.Operations;
using Graft.Trunk.Programs;
using Graft.Trunk.Quantization;
using static TorchSharp.torch;

namespace Graft.Trunk;

/// <summary>From a network to what runs it.</summary>
/// <param name="model">The network.</param>
/// <param name="batch">Samples in every batch.</param>
/// <param name="beforeActivation">Whether outputs are taken before their last activation.</param>
internal sealed class TrunkCompiler(Model model, int batch, bool beforeActivation)
{
    private const int TypicalCount = 8;

    /// <summary>Samples in every batch.</summary>
    public int Batch => batch;

    /// <summary>Whether outputs are taken before their last activation.</summary>
    public bool BeforeActivation => beforeActivation;

    /// <summary>The network as operations. Constants made for it belong to the dispose scope around the call.</summary>
    public OperationGraph Lower()
    {
        var graph = model.Lower();
        if (!beforeActivation)
            return graph;
        var activations = graph.Operations.Where(operation => operation is Normalize or Elementwise)
            .ToDictionary(operation => operation.Output, operation => operation.Inputs[0]);
        return graph with { Outputs = [.. graph.Outputs.Select(output => activations.GetValueOrDefault(output, output))] };
    }

    /// <summary>Makes what was decided. The caller owns it.</summary>
    /// <exception cref="TrunkProgramException">It cannot be compiled on this machine.</exception>
    public ITrunkRunner Compile(TrunkDecision decision) => decision.Precision switch
    {
        Precision.Int8 => Compile(decision.Quantization!),
        Precision.Bf16 => Compile(ScalarType.BFloat16),
        _ => Compile(ScalarType.Float32),
    };

    /// <summary>Compiles it in floating point. The caller owns it.</summary>
    /// <exception cref="TrunkProgramException">It cannot be compiled on this machine.</exception>
    public TrunkProgram Compile(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var typical = type == ScalarType.Float32 ? null : TypicalPictures.For(model, TypicalCount);
        return TrunkProgram.Compile(Lower(), batch, type, typical is null ? null : [typical]);
    }

    /// <summary>What runs where no compiled program does.</summary>
    public LayerRunner LayerByLayer() => new(model, beforeActivation);

    private TrunkProgram Compile(TrunkQuantization quantization)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var (graph, ranges) = quantization.Apply(GraphFolding.Fold(Lower()));
        var fused = ConvolutionFusing.Fuse(graph);
        var plan = new QuantizationPlan(fused, quantization.FirstInFull);
        if (plan.Values.Any(value => !ranges.ContainsKey(value)))
            throw new TrunkProgramException("the ranges of its 8 bits are those of another network");
        return IntegerProgram.Compile(fused, batch, TrunkDecider.FloatType, plan, ranges);
    }
}
