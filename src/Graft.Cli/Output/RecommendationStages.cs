using Graft.Planning.Recommendations;

namespace Graft.Cli.Output;

/// <summary>Shows how far the measuring of backbones is, one stage after the other.</summary>
internal sealed class RecommendationStages(ProgressBoard board) : IProgress<RecommendationProgress>, IDisposable
{
    private (string, RecommendationStage)? current;
    private ProgressStage? shown;

    public void Report(RecommendationProgress value)
    {
        if (shown is null || (value.Backbone, value.Stage) != current)
        {
            shown?.Dispose();
            current = (value.Backbone, value.Stage);
            var (what, unit) = value.Stage switch
            {
                RecommendationStage.Weights => ("Downloading weights", "bytes"),
                RecommendationStage.Trunk => (value.Backbone, "pictures"),
                _ => ($"Heads on {value.Backbone}", "parts"),
            };
            shown = board.Begin(what, unit, value.Total ?? 0);
        }
        shown!.Report(value.Done, value.Note);
        if (value.Done != value.Total)
            return;
        // What is said next may belong to another backbone.
        shown.Dispose();
        shown = null;
    }

    public void Dispose() => shown?.Dispose();
}
