using Graft.Training;
using Graft.Trunk;

namespace Graft.Planning;

/// <summary>Passes on how far a fine-tuning is: first the frozen part's pictures, then steps of all epochs.</summary>
/// <param name="report">Is told.</param>
/// <param name="isFromScratch">Whether it is a training from scratch.</param>
/// <param name="run">Which of several fine-tunings that are counted as one, from 0 on.</param>
/// <param name="runs">How many there are.</param>
internal sealed class FineTuneProgress(IProgress<ClassifierProgress> report, bool isFromScratch = false, int run = 0, int runs = 1)
    : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Stage == TrainingStage.Features && run == 0)
        {
            var pictures = (long)value.Steps * TrunkPass.DefaultBatchSize;
            report.Report(new ClassifierProgress(
                ClassifierStage.FrozenPart, (long)value.Step * TrunkPass.DefaultBatchSize, pictures));
        }
        if (value.Stage != TrainingStage.Training)
            return;
        var total = (long)value.Epochs * value.Steps;
        var note = FormattableString.Invariant($"epoch {value.Epoch + 1} of {value.Epochs}, loss {value.Loss:F4}");
        report.Report(new ClassifierProgress(
            isFromScratch ? ClassifierStage.Scratch : ClassifierStage.FineTuning,
            run * total + (long)value.Epoch * value.Steps + value.Step, runs * total, note));
    }
}
