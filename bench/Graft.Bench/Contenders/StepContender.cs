using Graft.Training;
using Graft.Training.Optimizers;
using Graft.Trunk;

namespace Graft.Bench.Contenders;

/// <summary>Steps of training a whole network with Graft's <c>Fit</c>.</summary>
internal sealed class StepContender : IContender
{
    private readonly Model model = TrainingProgram.Build();
    private readonly Precision precision;
    private readonly NDArray samples;
    private readonly NDArray labels = new(
        [.. TrainingProgram.Labels().Select(label => (float)label)], TrainingProgram.Batch * TrainingProgram.Steps, 1);

    private readonly List<float> losses;

    public StepContender(Precision precision)
    {
        this.precision = precision;
        samples = TrainingProgram.Samples(model);
        model.Compile(new SGD(TrainingProgram.LearningRate, TrainingProgram.Momentum), "sparse_categorical_crossentropy");
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
        var options = new FitOptions { BatchSize = TrainingProgram.Batch, Epochs = 1, Shuffle = false, StepPrecision = precision };
        return (float)model.Fit([samples], [labels], options)["loss"][0];
    }
}
