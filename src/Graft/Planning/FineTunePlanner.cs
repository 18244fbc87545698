using System.Globalization;

namespace Graft.Planning;

/// <summary>
/// Finds out whether fine-tuning is worth it: tries it on more and more blocks, the cheapest first, then with adapters, each time from the
/// same start, as long as there is time, and takes one only where it is better than the head alone, and than the one before it, by more than chance.
/// </summary>
/// <param name="network">The backbone, frozen.</param>
/// <param name="judge">Tries and judges.</param>
/// <param name="settings">What belongs to the machine.</param>
/// <param name="journal">Keeps what was judged, and has what an earlier run judged.</param>
/// <param name="until">The time stamp at which the budget ends.</param>
internal sealed class FineTunePlanner(
    TappedNetwork network, FineTuneJudge judge, ClassifierTrainingSettings settings, PlanJournal journal, long until)
{
    private readonly List<FineTuneCandidate> candidates = [];
    private string? lastTaken = Depths(network.Blocks.Count).Concat(FineTuneAdapters.Kinds)
        .LastOrDefault(depth => journal.Find(depth) is { WasTaken: true });

    /// <summary>What was considered so far.</summary>
    public IReadOnlyList<FineTuneCandidate> Candidates => candidates;

    /// <summary>The depths to try: 1, 3, 7, ... blocks, and all.</summary>
    public static IReadOnlyList<string> Depths(int blocks)
    {
        var depths = new List<string>();
        for (var depth = 1; depth < blocks; depth = 2 * depth + 1)
            depths.Add(depth.ToString(CultureInfo.InvariantCulture));
        return [.. depths, FineTuneDepth.All];
    }

    /// <summary>A depth in words.</summary>
    public static string NameOf(string depth) => depth switch
    {
        FineTuneDepth.All => "fine-tuning, all blocks",
        FineTuneDepth.Lora => "adapters, LoRA",
        FineTuneDepth.Ssf => "adapters, SSF",
        "1" => "fine-tuning, last block",
        _ => $"fine-tuning, last {depth} blocks",
    };

    /// <summary>Plans and leaves the model in the state that was chosen.</summary>
    /// <param name="recipe">The recipe of the head.</param>
    /// <param name="cost">Measures the cost of a fine-tuning: seconds a picture in the frozen part and in a step.</param>
    /// <param name="cancellationToken">Stops; the best so far counts.</param>
    public PlannedFineTuning Run(Recipe recipe, FineTuneCost cost, CancellationToken cancellationToken)
    {
        var alone = recipe with { FineTune = FineTuneDepth.None, FineTuning = null };
        JudgedFineTuning? best = null;
        try
        {
            judge.Begin(cancellationToken);
            var start = judge.HeadAlone!;
            candidates.Add(new FineTuneCandidate(
                "head alone", start.Accuracy, start.Losses.Average(), start.Losses.Length, null, null, false, $"judged by {judge.Pictures}"));
            var areTooSlow = false;
            foreach (var depth in Depths(network.Blocks.Count).Concat(Adapters()))
            {
                // Where blocks take too long, more of them do; adapters may not.
                if (areTooSlow && !FineTuneDepth.IsAdapters(depth))
                    continue;
                var reference = best?.Scores ?? start;
                if (!reference.CanBeBeaten)
                {
                    Skip(depth, null, "no model could be better by more than chance on so few mistakes");
                    break;
                }
                var tried = Try(recipe with { FineTune = depth }, reference, cost, cancellationToken);
                if (tried is null)
                {
                    areTooSlow = true;
                    if (Left <= TimeSpan.Zero)
                        break;
                    continue;
                }
                if (tried.Scores.IsClearlyBetterThan(reference))
                {
                    best?.State?.Dispose();
                    best = tried;
                }
                else
                    tried.State?.Dispose();
            }
        }
        catch (OperationCanceledException)
        {
            // What was judged before counts.
        }
        return Deliver(alone, best, cancellationToken);
    }

    private IEnumerable<string> Adapters() => FineTuneAdapters.Kinds.Where(kind => FineTuneAdapters.Fit(network, kind));

    private TimeSpan Left => TimeSpan.FromSeconds((until - settings.Clock.GetTimestamp()) / (double)settings.Clock.TimestampFrequency);

    private JudgedFineTuning? Try(Recipe recipe, PictureScores reference, FineTuneCost cost, CancellationToken cancellationToken)
    {
        if (journal.Find(recipe.FineTune) is { } before)
            return Repeat(before, cost, cancellationToken);
        var (name, left) = (NameOf(recipe.FineTune), Left);
        if (left <= TimeSpan.Zero)
        {
            Skip(recipe.FineTune, null, "no time is left");
            return null;
        }
        judge.Restore(recipe);
        var (frozen, trained) = judge.Work(recipe);
        var predicted = cost.Seconds(recipe, frozen, trained, cancellationToken);
        judge.Restore(recipe);
        // The first steps are the slowest: before one is given up, it is measured again.
        if (predicted > Left.TotalSeconds)
        {
            predicted = Math.Min(predicted, cost.Seconds(recipe, frozen, trained, cancellationToken));
            judge.Restore(recipe);
        }
        left = Left;
        if (predicted > left.TotalSeconds)
        {
            Skip(recipe.FineTune, predicted, string.Create(
                CultureInfo.InvariantCulture, $"would take about {predicted:0} s, {Math.Max(0, left.TotalSeconds):0} s are left"));
            return null;
        }
        settings.Announcements?.Report(string.Create(
            CultureInfo.InvariantCulture, $"{name}: about {predicted:0} s, of {left.TotalSeconds:0} s that are left."));
        using var budget = new CancellationTokenSource(left, settings.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellationToken);
        var began = settings.Clock.GetTimestamp();
        try
        {
            var tried = judge.Try(recipe, journal, settings.Progress, either.Token);
            var seconds = settings.Clock.GetElapsedTime(began).TotalSeconds;
            cost.Correct(predicted, seconds);
            var isTaken = tried.Scores.IsClearlyBetterThan(reference);
            var judged = new JudgedBefore(tried.Recipe, tried.Scores, isTaken, predicted, seconds, Why(tried, reference));
            candidates.Add(CandidateOf(judged));
            // Where a person stops it, it is not finished.
            if (!cancellationToken.IsCancellationRequested)
                Keep(recipe.FineTune, judged);
            return tried;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Skip(recipe.FineTune, predicted, "the time ran out before it could be judged");
            return null;
        }
    }

    private JudgedFineTuning Repeat(JudgedBefore before, FineTuneCost cost, CancellationToken cancellationToken)
    {
        cost.Correct(before.Predicted, before.Seconds);
        candidates.Add(CandidateOf(before));
        var depth = before.Recipe.FineTune;
        if (depth != lastTaken || !judge.TriesTheModel)
            return new JudgedFineTuning(before.Recipe, before.Scores, null, null);
        // What was kept of it is its end: it takes no step again.
        return judge.Try(before.Recipe, journal, settings.Progress, cancellationToken);
    }

    private void Keep(string depth, JudgedBefore judged)
    {
        journal.Add(depth, judged);
        if (judge.TriesTheModel && (judged.WasTaken ? lastTaken : depth) is { } lost)
            journal.Remove(lost);
        if (judged.WasTaken)
            lastTaken = depth;
    }

    private static FineTuneCandidate CandidateOf(JudgedBefore judged) => new(
        NameOf(judged.Recipe.FineTune), judged.Scores.Accuracy, judged.Scores.Losses.Average(), judged.Scores.Losses.Length,
        judged.Predicted, judged.Seconds, false, judged.Why);

    private static string Why(JudgedFineTuning tried, PictureScores reference)
    {
        var (loss, before) = (tried.Scores.Losses.Average(), reference.Losses.Average());
        var losses = string.Create(CultureInfo.InvariantCulture, $"loss {before:0.0000} before, {loss:0.0000} with it");
        return tried.Scores.IsClearlyBetterThan(reference)
            ? $"better by more than chance: {losses}"
            : tried.Result is { BestEpoch: null } ? "no epoch was better than the head alone" : $"not better by more than chance: {losses}";
    }

    private void Skip(string depth, double? predicted, string why) =>
        candidates.Add(new FineTuneCandidate(NameOf(depth), null, null, 0, predicted, null, false, why));

    private PlannedFineTuning Deliver(Recipe alone, JudgedFineTuning? best, CancellationToken cancellationToken)
    {
        var tuned = new FineTunedBackbone(alone, null);
        judge.Restore(alone);
        if (best is not null)
            try
            {
                tuned = judge.Deliver(best, journal, settings.Progress, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                best = null;
                judge.Restore(alone);
            }
        best?.State?.Dispose();
        var chosen = best is null ? "head alone" : NameOf(best.Recipe.FineTune);
        return new PlannedFineTuning(
            tuned, [.. candidates.Select(candidate => candidate.Name == chosen ? candidate with { Chosen = true } : candidate)]);
    }
}

/// <summary>What came of planning.</summary>
/// <param name="Tuned">The backbone in the state that was chosen.</param>
/// <param name="Candidates">What was considered.</param>
internal sealed record PlannedFineTuning(FineTunedBackbone Tuned, IReadOnlyList<FineTuneCandidate> Candidates);
