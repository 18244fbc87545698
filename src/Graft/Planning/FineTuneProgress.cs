using Graft.Training;
using Graft.Trunk;

namespace Graft.Planning;

/// <summary>Passes on how far a fine-tuning is: first the frozen part's pictures, then steps of all epochs.</summary>
internal sealed class FineTuneProgress(IProgress<ClassifierProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Stage == TrainingStage.Features)
        {
            var pictures = (long)value.Steps * TrunkPass.DefaultBatchSize;
            report.Report(new ClassifierProgress(
                ClassifierStage.FrozenPart, (long)value.Step * TrunkPass.DefaultBatchSize, pictures));
            return;
        }
        if (value.Stage != TrainingStage.Training)
            return;
        var note = FormattableString.Invariant($"epoch {value.Epoch + 1} of {value.Epochs}, loss {value.Loss:F4}");
        report.Report(new ClassifierProgress(
            ClassifierStage.FineTuning, (long)value.Epoch * value.Steps + value.Step, (long)value.Epochs * value.Steps, note));
    }
}
