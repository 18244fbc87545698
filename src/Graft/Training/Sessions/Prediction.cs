using System.Runtime.InteropServices;
using Graft.Engine;
using Graft.Layers;
using Graft.Training.Batches;
using TorchSharp;

namespace Graft.Training.Sessions;

/// <summary>Runs a network over arrays and keeps what it gives.</summary>
internal static class Prediction
{
    /// <summary>The outputs for all samples, in their order.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<NDArray> Run(
        Model model, IReadOnlyList<NDArray> inputs, int batchSize, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        InputArrays.Check(model, inputs, problems);
        problems.ThrowIfAny("Predict");
        BatchSize.Require(batchSize);
        using var noGradient = torch.no_grad();
        var samples = inputs[0].Count;
        NDArray[] results = [.. model.Outputs.Select(output =>
            new NDArray(new float[samples * output.Shape.Size], [samples, .. output.Shape.Dimensions]))];
        foreach (var rows in BatchOrder.InBatches(BatchOrder.AsTheyStand(samples), batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var outputs = model.Forward([.. inputs.Select(input => ArrayRows.Take(input, rows))], ForwardContext.Inference);
            foreach (var (output, result) in outputs.Zip(results))
                Copy(output, result.Values.AsSpan(rows[0] * (result.Values.Length / samples)));
        }
        return results;
    }

    private static void Copy(torch.Tensor output, Span<float> values)
    {
        var logical = Layout.ToLogical(output).to_type(torch.float32).cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(logical.bytes).CopyTo(values);
    }
}
