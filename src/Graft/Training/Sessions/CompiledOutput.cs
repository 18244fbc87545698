using Graft.Operations;
using Graft.Training.Losses;
using Graft.Training.Metrics;

namespace Graft.Training.Sessions;

/// <summary>What is asked of one output of a model.</summary>
/// <param name="Name">The output's name: that of the layer which gives it.</param>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="Loss">What training makes small.</param>
/// <param name="LossWeight">What the loss counts in the sum over all outputs.</param>
/// <param name="Metrics">What is reported beside it.</param>
internal sealed record CompiledOutput(string Name, Shape Shape, Loss Loss, double LossWeight, IReadOnlyList<Metric> Metrics)
{
    /// <summary>Notes what does not fit together.</summary>
    public void Check(Problems problems)
    {
        Loss.Check(problems);
        foreach (var metric in Metrics)
            metric.Check(problems);
        problems.Require(Shape.Rank > 0, $"the output '{Name}' has no axis of values beside the batch, which a loss needs.");
        problems.Require(
            Loss.Targets == TargetKind.Values || Shape.Rank == 0 || Shape.Channels > 1,
            $"{Loss.Name} compares classes, and the output '{Name}' has one value: use binary_crossentropy and a sigmoid.");
    }
}
