using Graft.Operations;
using Graft.Training.Batches;
using Graft.Trunk;

namespace Graft.Training.Sessions;

/// <summary>Runs the frozen part of a model over all samples of a training, once, and keeps what it gives in memory.</summary>
/// <param name="trunk">The frozen part.</param>
/// <param name="samples">How many samples there are, validation included.</param>
/// <param name="options">Tell whom to report to, and the time.</param>
/// <param name="cancellationToken">Ends it between two batches.</param>
internal sealed class FeaturePass(Model trunk, int samples, FitOptions options, CancellationToken cancellationToken)
{
    private readonly TrunkPass pass = new(trunk, clock: options.Clock);
    private readonly long start = options.Clock.GetTimestamp();

    /// <summary>Whether the features fit into arrays, and all of them into half of the memory that is there.</summary>
    public static bool Fits(Model trunk, long samples)
    {
        var largest = trunk.Outputs.Max(output => output.Shape.Size);
        var all = trunk.Outputs.Sum(output => output.Shape.Size);
        return largest * samples <= Array.MaxLength
            && all * samples * sizeof(float) <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
    }

    /// <summary>What the trunk gives for samples, in their order: an input of the rest for each of its outputs.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ISamples Run(ISamples from)
    {
        NDArray[] features = [.. trunk.Outputs.Select(output => Empty(from.Count, output.Shape))];
        foreach (var rows in BatchOrder.InBatches(BatchOrder.AsTheyStand(from.Count), pass.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            NDArray[] inputs = [.. from.Shapes.Select(shape => Empty(rows.Length, shape))];
            foreach (var (i, input) in inputs.Index())
                from.Read(i, rows, input.Values, cancellationToken);
            foreach (var (batch, all) in pass.Run(inputs).Zip(features))
                batch.Values.CopyTo(all.Values, rows[0] * (batch.Values.Length / rows.Length));
            Report();
        }
        return new ArraySamples(features);
    }

    private static NDArray Empty(int count, Shape shape) => new(new float[count * shape.Size], [count, .. shape.Dimensions]);

    private void Report()
    {
        var elapsed = options.Clock.GetElapsedTime(start);
        var left = elapsed * ((samples - pass.SamplesRun) / (double)pass.SamplesRun);
        var (done, all) = (BatchOrder.Count(pass.SamplesRun, pass.BatchSize), BatchOrder.Count(samples, pass.BatchSize));
        options.Progress?.Report(new TrainingProgress(TrainingStage.Features, 0, options.Epochs, done, all, null, elapsed, left));
    }
}
