using Graft.Pretraining;

namespace Graft.Cli.Output;

/// <summary>Shows the stages of a pre-training, one after the other.</summary>
internal sealed class PretrainingStages(ProgressBoard board) : IProgress<PretrainingProgress>, IDisposable
{
    private PretrainingStage? current;
    private ProgressStage? shown;
    private long total;

    public void Report(PretrainingProgress value)
    {
        if (value.Stage != current || value.Total != total)
        {
            shown?.Dispose();
            (current, total) = (value.Stage, value.Total);
            var (name, unit) = Words(value.Stage);
            shown = board.Begin(name, unit, value.Total);
        }
        shown!.Report(value.Done, value.Note);
    }

    public void Dispose() => shown?.Dispose();

    private static (string Name, string Unit) Words(PretrainingStage stage) => stage switch
    {
        PretrainingStage.Pictures => ("Decoding", "pictures"),
        PretrainingStage.Teacher => ("Teacher", "views"),
        PretrainingStage.Training => ("Training", "steps"),
        _ => (stage.ToString(), "steps"),
    };
}
