using Graft.Layers;
using Graft.Training.Callbacks;

namespace Graft.Tests.Training;

/// <summary>Writes down the loss of each step, and some weights as they are after it.</summary>
internal sealed class StepWatch(params Weight[] weights) : Callback
{
    public List<float> Losses { get; } = [];

    public List<float[][]> WeightsAfterStep { get; } = [];

    public override void OnBatchEnd(ITrainingRun run, int step, double loss)
    {
        Losses.Add((float)loss);
        WeightsAfterStep.Add([.. weights.Select(weight => weight.ToArray())]);
    }
}
