using System.Globalization;
using Graft.Data;
using Graft.Training.Sessions;

namespace Graft.Planning;

/// <summary>
/// Judges fine-tunings by cross-validation on the training part, for sets whose validation part is too small to tell them apart:
/// each fold has a head and a fine-tuning that did not see it. All run to their last epoch, so that nothing is chosen by the pictures
/// that judge.
/// </summary>
internal sealed class CrossJudge(
    BackboneFineTuning tuning, Model model, PicturePart train, PicturePart validation, Func<int[], CancellationToken, MadeHead> headOf)
    : FineTuneJudge(tuning, model)
{
    private const int MostFolds = 5;

    private readonly List<Fold> folds = [];

    /// <inheritdoc/>
    public override bool TriesTheModel => false;

    /// <inheritdoc/>
    public override string Pictures => string.Create(
        CultureInfo.InvariantCulture, $"{folds.Sum(fold => fold.Held.Count)} training pictures in {folds.Count} folds");

    /// <summary>The pictures of each fold, each class dealt out evenly; the only picture of a class is in none.</summary>
    public static int[][] Deal(IReadOnlyList<int> labels)
    {
        var dealt = labels.Index().GroupBy(picture => picture.Item).OrderBy(own => own.Key).Where(own => own.Count() > 1)
            .SelectMany(own => own).Select((picture, place) => (picture.Index, Fold: place % MostFolds));
        return [.. dealt.GroupBy(picture => picture.Fold).Select(fold => fold.Select(picture => picture.Index).Order().ToArray())];
    }

    /// <inheritdoc/>
    public override void Begin(CancellationToken cancellationToken)
    {
        foreach (var held in Deal(train.Labels))
        {
            int[] rest = [.. Enumerable.Range(0, train.Count).Except(held)];
            var own = Tuning.Compiled(headOf(rest, cancellationToken), null);
            folds.Add(new Fold(own, new WeightSnapshot(own.Weights), train.Some(rest), train.Some(held)));
        }
        HeadAlone = PictureScores.Joined([.. folds.Select(fold => Scores(fold.Model, fold.Held, cancellationToken))]);
    }

    /// <inheritdoc/>
    public override (double Frozen, double Trained) Work(Recipe recipe) =>
        (train.Count, Epochs(recipe) * (train.Count + folds.Sum(fold => fold.Rest.Count)));

    /// <inheritdoc/>
    public override JudgedFineTuning Try(
        Recipe recipe, PlanJournal journal, IProgress<ClassifierProgress>? progress, CancellationToken cancellationToken)
    {
        var toTheEnd = recipe with { FineTuning = (recipe.FineTuning ?? new FineTuneRecipe()) with { KeepLast = true } };
        var scores = new List<PictureScores>();
        foreach (var (i, fold) in folds.Index())
        {
            if (journal.FindFold(recipe.FineTune, i) is { } before)
            {
                scores.Add(before);
                continue;
            }
            fold.Start.Restore();
            var shown = progress is null ? null : new FineTuneProgress(progress, run: i, runs: folds.Count);
            Tuning.Run(
                fold.Model, toTheEnd, fold.Rest, fold.Held, shown, journal.For(recipe.FineTune, i), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            scores.Add(Scores(fold.Model, fold.Held, cancellationToken));
            journal.AddFold(recipe.FineTune, i, scores[^1]);
        }
        return new JudgedFineTuning(toTheEnd, PictureScores.Joined(scores), null, null);
    }

    /// <inheritdoc/>
    public override FineTunedBackbone Deliver(
        JudgedFineTuning chosen, PlanJournal journal, IProgress<ClassifierProgress>? progress, CancellationToken cancellationToken)
    {
        Restore(chosen.Recipe);
        var shown = progress is null ? null : new FineTuneProgress(progress);
        var tuned = Tuning.Run(Model, chosen.Recipe, train, validation, shown, journal.For(chosen.Recipe.FineTune), cancellationToken);
        if (!cancellationToken.IsCancellationRequested)
            return tuned;
        Restore(chosen.Recipe);
        throw new OperationCanceledException(cancellationToken);
    }

    public override void Dispose()
    {
        folds.ForEach(fold => fold.Start.Dispose());
        base.Dispose();
    }

    private sealed record Fold(Model Model, WeightSnapshot Start, PicturePart Rest, PicturePart Held);
}
