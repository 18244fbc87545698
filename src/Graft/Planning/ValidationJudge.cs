using System.Globalization;
using Graft.Data;
using Graft.Training.Sessions;

namespace Graft.Planning;

/// <summary>Judges fine-tunings by the validation part.</summary>
internal sealed class ValidationJudge(BackboneFineTuning tuning, Model model, PicturePart train, PicturePart validation)
    : FineTuneJudge(tuning, model)
{
    // A step without a backward pass costs about a third of one with it.
    private const double LookCost = 1.0 / 3;

    /// <inheritdoc/>
    public override bool TriesTheModel => true;

    /// <inheritdoc/>
    public override string Pictures => string.Create(CultureInfo.InvariantCulture, $"{validation.Count} validation pictures");

    /// <inheritdoc/>
    public override void Begin(CancellationToken cancellationToken) => HeadAlone = Scores(Model, validation, cancellationToken);

    /// <inheritdoc/>
    public override (double Frozen, double Trained) Work(Recipe recipe) =>
        (train.Count + validation.Count, Epochs(recipe) * (train.Count + LookCost * validation.Count));

    /// <inheritdoc/>
    public override JudgedFineTuning Try(
        Recipe recipe, PlanJournal journal, IProgress<ClassifierProgress>? progress, CancellationToken cancellationToken)
    {
        Restore(recipe);
        var shown = progress is null ? null : new FineTuneProgress(progress);
        var tuned = Tuning.Run(Model, recipe, train, validation, shown, journal.For(recipe.FineTune), cancellationToken);
        // Asked to stop, it still has the best state of the epochs that were finished: that is judged, too.
        var scores = tuned.Result!.BestEpoch is null ? HeadAlone! : Scores(Model, validation, CancellationToken.None);
        return new JudgedFineTuning(tuned.Recipe, scores, tuned.Result, new WeightSnapshot(Model.Weights), tuned.Adapters);
    }

    /// <inheritdoc/>
    public override FineTunedBackbone Deliver(
        JudgedFineTuning chosen, PlanJournal journal, IProgress<ClassifierProgress>? progress, CancellationToken cancellationToken)
    {
        Tuning.Unfreeze(chosen.Recipe);
        chosen.State!.Restore();
        return new FineTunedBackbone(chosen.Recipe, chosen.Result!, chosen.Adapters);
    }
}
