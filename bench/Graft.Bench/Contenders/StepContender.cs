using Graft.Training;
using Graft.Trunk;

namespace Graft.Bench.Contenders;

/// <summary>Steps of training a whole network with Graft's <c>Fit</c>.</summary>
internal sealed class StepContender : IContender
{
    private readonly TrainingProgram program;
    private readonly Model model;
    private readonly Precision precision;
    private readonly NDArray samples;
    private readonly NDArray labels;
    private readonly List<float> losses;

    public StepContender(TrainingProgram program, Precision precision)
    {
        (this.program, this.precision) = (program, precision);
        model = program.Build();
        (samples, labels) = (program.Samples(model), program.OneHotLabels());
        losses = [.. Enumerable.Range(0, TrainingProgram.EpochsToCheck).Select(_ => Fit())];
    }

    public string Title => $"Graft, {precision.ToString().ToLowerInvariant()}";

    public int Samples => samples.Count;

    public long MultiplyAdds => 0;

    public bool IsReduced => precision == Precision.Bf16;

    public void Run() => Fit();

    public IReadOnlyList<float> Check() => losses;

    public void Dispose()
    {
    }

    private float Fit()
    {
        var options = new FitOptions { BatchSize = program.Batch, Epochs = 1, Shuffle = false, StepPrecision = precision };
        return (float)model.Fit([samples], [labels], options)["loss"][0];
    }
}
