using Graft.Training.Batches;
using TorchSharp;

namespace Graft.Training.Sessions;

/// <summary>Goes once through samples and takes losses and metrics.</summary>
internal static class Evaluating
{
    /// <exception cref="TrainingException">Something does not fit; everything that does not is named.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EvaluationResult Run(Model model, ILabeledData data, int batchSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var compiled = CompiledModel.Of(model);
        BatchSize.Require(batchSize);
        var source = data.For(model, compiled.Outputs, classWeights: null, "Data");
        var values = Run(new NetworkPass(model, compiled.Outputs), compiled.Outputs, source, batchSize, null, cancellationToken);
        return new EvaluationResult(
            RunningValues.Names(compiled.Outputs).Zip(values.Results()).ToDictionary(pair => pair.First, pair => pair.Second));
    }

    /// <summary>Goes once through a source.</summary>
    /// <param name="pass">Runs the batches.</param>
    /// <param name="outputs">What is asked of the outputs.</param>
    /// <param name="source">The samples.</param>
    /// <param name="batchSize">Samples in a batch.</param>
    /// <param name="done">Is told after each batch how many are done, and the values so far.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    public static RunningValues Run(
        NetworkPass pass,
        IReadOnlyList<CompiledOutput> outputs,
        IBatchSource source,
        int batchSize,
        Action<int, RunningValues>? done,
        CancellationToken cancellationToken)
    {
        var values = new RunningValues(outputs);
        int[][] batches = [.. BatchOrder.InBatches(BatchOrder.AsTheyStand(source.Count), batchSize)];
        foreach (var (step, read) in new ReadAhead(source).Run(batches, cancellationToken).Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            pass.Evaluate(source.Make(read), values);
            done?.Invoke(step + 1, values);
        }
        return values;
    }
}
