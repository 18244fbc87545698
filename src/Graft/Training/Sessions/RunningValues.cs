using Graft.Training.Checkpoints;
using Graft.Training.Metrics;
using TorchSharp;

namespace Graft.Training.Sessions;

/// <summary>Losses and metrics over the batches of an epoch so far, each sample counting the same.</summary>
internal sealed class RunningValues
{
    private readonly IReadOnlyList<CompiledOutput> outputs;
    private readonly double[] lossSums;
    private readonly IAccumulator[][] metrics;
    private double lossSum;
    private long rows;

    public RunningValues(IReadOnlyList<CompiledOutput> outputs)
    {
        this.outputs = outputs;
        lossSums = new double[outputs.Count];
        metrics = [.. outputs.Select(output => output.Metrics.Select(metric => metric.Start()).ToArray())];
    }

    /// <summary>The mean of the whole loss.</summary>
    public double Loss => Mean(lossSum);

    /// <summary>
    /// The names of the values: <c>loss</c>, then the metrics' names; with several outputs also each one's loss, and the output's
    /// name before all of these.
    /// </summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<CompiledOutput> outputs) =>
    [
        "loss",
        .. outputs.Count > 1 ? outputs.Select(output => output.Name + "_loss") : [],
        .. outputs.SelectMany(
            output => output.Metrics, (output, metric) => outputs.Count > 1 ? $"{output.Name}_{metric.Name}" : metric.Name),
    ];

    /// <summary>Takes a batch into account.</summary>
    /// <param name="count">How many samples it has.</param>
    /// <param name="loss">Its whole loss.</param>
    /// <param name="losses">The loss of each output.</param>
    /// <param name="targets">The right answers for each output.</param>
    /// <param name="given">What the model gave for each output.</param>
    public void Add(
        int count,
        double loss,
        IReadOnlyList<double> losses,
        IReadOnlyList<torch.Tensor> targets,
        IReadOnlyList<ModelOutput> given)
    {
        rows += count;
        lossSum += loss * count;
        for (var i = 0; i < outputs.Count; i++)
        {
            lossSums[i] += losses[i] * count;
            foreach (var metric in metrics[i])
                metric.Add(targets[i], given[i]);
        }
    }

    /// <summary>The values in the order of <see cref="Names"/>.</summary>
    public IEnumerable<double> Results() =>
    [
        Loss,
        .. outputs.Count > 1 ? lossSums.Select(Mean) : [],
        .. metrics.SelectMany(own => own.Select(metric => metric.Result)),
    ];

    /// <summary>Writes down all sums so far.</summary>
    public void Save(TrainingState state)
    {
        state.Set("losses", [rows, lossSum, .. lossSums]);
        foreach (var (i, metric) in metrics.SelectMany(own => own).Index())
            state.Set($"metric {i}", metric.State);
    }

    /// <summary>Goes on from sums that were written down.</summary>
    public void Restore(TrainingState state)
    {
        var losses = state.Row("losses");
        (rows, lossSum) = ((long)losses[0], losses[1]);
        losses[2..].CopyTo(lossSums, 0);
        foreach (var (i, metric) in metrics.SelectMany(own => own).Index())
            metric.State = state.Row($"metric {i}");
    }

    private double Mean(double sum) => rows == 0 ? 0 : sum / rows;
}
