using System.Runtime.InteropServices;
using Graft.Data;
using Graft.Engine;
using Graft.Layers;
using Graft.Training.Batches;
using TorchSharp;

namespace Graft.Training.Sessions;

/// <summary>Runs a network over samples and keeps what it gives.</summary>
internal static class Prediction
{
    private const string Subject = "Predict";

    /// <exception cref="TrainingException">The model has several outputs.</exception>
    public static void RequireOneOutput(Model model)
    {
        if (model.Outputs.Count != 1)
            throw new TrainingException($"The model '{model.Name}' has {model.Outputs.Count} outputs: "
                + "give its inputs as a list of arrays, and a list comes back.");
    }

    /// <summary>The output for all samples of a dataset, in their order.</summary>
    /// <exception cref="TrainingException">The samples do not fit, or the model has several outputs.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NDArray OfDataset(Model model, ILabeledSamples data, int batchSize, CancellationToken cancellationToken)
    {
        RequireOneOutput(model);
        var problems = new Problems();
        var samples = new DatasetSamples(data);
        LabeledDataset.Check(model, data, samples, problems);
        problems.ThrowIfAny(Subject);
        return Run(model, samples, batchSize, cancellationToken)[0];
    }

    /// <summary>The outputs for all samples, in their order.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<NDArray> Run(
        Model model, ISamples samples, int batchSize, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        SampleChecks.Check(model, samples, problems);
        problems.ThrowIfAny(Subject);
        BatchSize.Require(batchSize);
        using var noGradient = torch.no_grad();
        var count = samples.Count;
        NDArray[] results = [.. model.Outputs.Select(output =>
            new NDArray(new float[count * output.Shape.Size], [count, .. output.Shape.Dimensions]))];
        foreach (var rows in BatchOrder.InBatches(BatchOrder.AsTheyStand(count), batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var outputs = model.Forward(SampleTensors.Take(samples, rows, cancellationToken), ForwardContext.Inference);
            foreach (var (output, result) in outputs.Zip(results))
                Copy(output, result.Values.AsSpan(rows[0] * (result.Values.Length / count)));
        }
        return results;
    }

    private static void Copy(torch.Tensor output, Span<float> values)
    {
        var logical = Layout.ToLogical(output).to_type(torch.float32).cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(logical.bytes).CopyTo(values);
    }
}
