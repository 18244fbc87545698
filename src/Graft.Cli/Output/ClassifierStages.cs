using Graft.Planning;

namespace Graft.Cli.Output;

/// <summary>Shows the stages of a training, one after the other.</summary>
internal sealed class ClassifierStages(ProgressBoard board) : IProgress<ClassifierProgress>, IDisposable
{
    private ClassifierStage? current;
    private ProgressStage? shown;

    public void Report(ClassifierProgress value)
    {
        if (value.Stage != current)
        {
            shown?.Dispose();
            current = value.Stage;
            var (name, unit) = Words(value.Stage);
            shown = board.Begin(name, unit, value.Total ?? 0);
        }
        shown!.Report(value.Done, value.Note);
    }

    public void Dispose() => shown?.Dispose();

    private static (string Name, string Unit) Words(ClassifierStage stage) => stage switch
    {
        ClassifierStage.Weights => ("Downloading weights", "bytes"),
        ClassifierStage.Trunk => ("Published network", "pictures"),
        ClassifierStage.HeadSearch => ("Heads compared", "heads"),
        ClassifierStage.Head => ("Head", "epochs"),
        ClassifierStage.FrozenPart => ("Frozen part", "pictures"),
        ClassifierStage.FineTuning => ("Fine-tuning", "steps"),
        ClassifierStage.Scratch => ("From scratch", "steps"),
        ClassifierStage.Measuring => ("Measuring", "pictures"),
        _ => (stage.ToString(), "steps"),
    };
}
