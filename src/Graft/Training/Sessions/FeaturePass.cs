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

    /// <summary>What the trunk gives for samples, in their order.</summary>
    /// <param name="inputs">An array for each of its inputs.</param>
    /// <returns>An array for each of its outputs.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<NDArray> Run(IReadOnlyList<NDArray> inputs)
    {
        var own = inputs[0].Count;
        NDArray[] features = [.. trunk.Outputs.Select(output =>
            new NDArray(new float[own * output.Shape.Size], [own, .. output.Shape.Dimensions]))];
        for (var first = 0; first < own; first += pass.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(pass.BatchSize, own - first);
            var outputs = pass.Run([.. inputs.Select(input => ArrayRows.Slice(input, first, count))]);
            foreach (var (batch, all) in outputs.Zip(features))
                batch.Values.CopyTo(all.Values, first * (batch.Values.Length / count));
            Report();
        }
        return features;
    }

    private void Report()
    {
        var elapsed = options.Clock.GetElapsedTime(start);
        var left = elapsed * ((samples - pass.SamplesRun) / (double)pass.SamplesRun);
        var (done, all) = (BatchOrder.Count(pass.SamplesRun, pass.BatchSize), BatchOrder.Count(samples, pass.BatchSize));
        options.Progress?.Report(new TrainingProgress(TrainingStage.Features, 0, options.Epochs, done, all, null, elapsed, left));
    }
}
