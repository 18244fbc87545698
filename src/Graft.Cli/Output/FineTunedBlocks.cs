using System.Globalization;
using Graft.Planning;

namespace Graft.Cli.Output;

/// <summary>Says what fine-tuning came to.</summary>
internal static class FineTunedBlocks
{
    public static void Tell(Terminal terminal, ClassifierResult result)
    {
        if (result.WasStopped)
            terminal.Warning(result.FineTuning is { BestEpoch: { } kept }
                ? $"Stopped while it fine-tuned: the model is that of epoch {kept + 1}, the best so far."
                : "Stopped while it fine-tuned: the model is that of the head alone.");
        if (result.FineTuning is not { } tuned)
            return;
        var because = tuned.History.StopReason is { } reason ? $"; {reason}" : "";
        if (tuned.BestEpoch is not { } epoch)
            terminal.Message($"Fine-tuning: none of {tuned.History.Epochs.Count} epochs was better than the head alone{because}.");
        else if (tuned.Start.Count == 0)
            terminal.Message($"Fine-tuning: {tuned.History.Epochs.Count} epochs, without validation pictures to judge them by{because}.");
        else
            terminal.Message(string.Create(CultureInfo.InvariantCulture,
                $"Fine-tuning: epoch {epoch + 1} of {tuned.History.Epochs.Count} is the best, validation loss "
                + $"{tuned.Start[ClassifierResult.FineTuningLoss]:0.0000} before, {tuned.Best[ClassifierResult.FineTuningLoss]:0.0000} now{because}."));
    }
}
