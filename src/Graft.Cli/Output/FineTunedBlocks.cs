using System.Globalization;
using Graft.Planning;

namespace Graft.Cli.Output;

/// <summary>Says what fine-tuning came to.</summary>
internal static class FineTunedBlocks
{
    public static void Tell(Terminal terminal, ClassifierResult result)
    {
        if (result.WasStopped && result.Plan.Count > 0)
            terminal.Warning("Stopped while it planned: the model is the best that was judged so far.");
        else if (result.WasStopped && !result.Recipe.IsFromScratch)
            terminal.Warning(result.FineTuning is { BestEpoch: { } kept }
                ? $"Stopped while it fine-tuned: the model is that of epoch {kept + 1}, the best so far."
                : "Stopped while it fine-tuned: the model is that of the head alone.");
        foreach (var candidate in result.Plan)
            Tell(terminal, candidate);
        if (result.FineTuning is not { } tuned)
            return;
        var epochs = tuned.History.Epochs.Count;
        var because = (tuned.History.StopReason is { } reason ? $"; {reason}" : "")
            + $"; steps in {result.StepPrecision?.ToString().ToLowerInvariant()}";
        if (result.Recipe.IsFromScratch)
            terminal.Message($"From scratch: {epochs} epochs, the last one kept{because}.");
        else if (tuned.BestEpoch is not { } epoch)
            terminal.Message($"Fine-tuning: none of {epochs} epochs was better than the head alone{because}.");
        else if (tuned.Start.Count == 0)
            terminal.Message($"Fine-tuning: {epochs} epochs, the last one kept, since no validation pictures judged{because}.");
        else
            terminal.Message(string.Create(CultureInfo.InvariantCulture,
                $"Fine-tuning: epoch {epoch + 1} of {epochs} is the best, validation loss "
                + $"{tuned.Start[ClassifierResult.FineTuningLoss]:0.0000} before, "
                + $"{tuned.Best[ClassifierResult.FineTuningLoss]:0.0000} now{because}."));
    }

    private static void Tell(Terminal terminal, FineTuneCandidate candidate)
    {
        var figure = candidate.Accuracy is { } accuracy
            ? string.Create(CultureInfo.InvariantCulture, $" {100 * accuracy:0.0} % of {candidate.Count:N0} pictures;")
            : "";
        terminal.Message($"{(candidate.Chosen ? "Chosen: " : "")}{candidate.Name}:{figure} {candidate.Why}.");
    }
}
