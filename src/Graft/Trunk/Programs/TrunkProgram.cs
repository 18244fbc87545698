using System.Runtime.InteropServices;
using Graft.Engine;
using Graft.Operations;
using static TorchSharp.torch;

namespace Graft.Trunk.Programs;

/// <summary>
/// A network's inference as one compiled TorchScript function with oneDNN's fused convolutions and prepared weights, for batches
/// of one size. Weights are as they were when it was compiled.
/// </summary>
internal sealed class TrunkProgram : ITrunkRunner
{
    private readonly jit.ScriptModule module;
    private readonly Tensor[] weights;

    private TrunkProgram(jit.ScriptModule module, Tensor[] weights, string dtype) =>
        (this.module, this.weights, DType) = (module, weights, dtype);

    /// <inheritdoc/>
    public string DType { get; }

    /// <summary>Compiles a network.</summary>
    /// <param name="graph">What it computes.</param>
    /// <param name="batch">Samples in every batch.</param>
    /// <param name="type">What maps are computed in: float32 or bfloat16.</param>
    /// <param name="typical">
    /// What it is typically fed; where weights are rounded, that shows which shifts of means to take back.
    /// </param>
    /// <exception cref="TrunkProgramException">It cannot be compiled on this machine.</exception>
    public static TrunkProgram Compile(OperationGraph graph, int batch, ScalarType type, Tensor[]? typical = null)
    {
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var folded = GraphFolding.Fold(graph);
        if (type != ScalarType.Float32 && typical is not null)
            folded = RoundingCorrection.Correct(
                folded, RoundingCorrection.Means(folded, typical), kernel => kernel.to(type).to(ScalarType.Float32), _ => true);
        var fused = ConvolutionFusing.Fuse(folded);
        var source = new ScriptSource();
        var steps = new FloatSteps(source, batch, type);
        foreach (var (i, input) in fused.Inputs.Index())
            steps.BindFloat(input, ScriptSource.Input(i));
        foreach (var operation in fused.Operations)
            steps.Write(operation);
        return Load(source, fused.Outputs.Select(steps.Float), type == ScalarType.Float32 ? "float32" : "bfloat16");
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Run(Tensor[] inputs) => (Tensor[])module.invoke("run", inputs, weights);

    /// <summary>Gives the prepared weights back.</summary>
    public void Dispose()
    {
        foreach (var weight in weights)
            weight.Dispose();
        module.Dispose();
    }

    /// <summary>Loads a program that was written.</summary>
    /// <param name="source">Its steps and constants.</param>
    /// <param name="outputs">The expressions that it gives, each float32.</param>
    /// <param name="dtype">What maps are computed in.</param>
    /// <exception cref="TrunkProgramException">It cannot be compiled on this machine.</exception>
    public static TrunkProgram Load(ScriptSource source, IEnumerable<string> outputs, string dtype)
    {
        // Where libtorch was built without oneDNN, loading would not fail: it would end the process.
        if (!Processor.HasOneDnn)
            throw new TrunkProgramException("libtorch has no oneDNN on this platform");
        // The outputs may add steps, so they come first.
        string[] results = [.. outputs];
        var methods = source.Methods(results);
        try
        {
            var module = jit.load(ScriptArchive.Write(methods));
            var packed = (Tensor[])module.invoke("pack", [source.Constants.ToArray()]);
            foreach (var weight in packed)
                weight.DetachFromDisposeScope();
            return new TrunkProgram(module, packed, dtype);
        }
        catch (ExternalException e)
        {
            throw new TrunkProgramException("libtorch does not take the program: " + e.Message, e);
        }
    }
}
