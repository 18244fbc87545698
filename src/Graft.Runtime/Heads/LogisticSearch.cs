namespace Graft.Runtime.Heads;

/// <summary>
/// Finds a logistic head: the penalty along a path from large to small, by the likelihood of the pictures of each fold under what
/// was learned from the other folds.
/// </summary>
/// <param name="problem">The features.</param>
/// <param name="taps">Which blocks it sees.</param>
/// <param name="algebra">What computes.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class LogisticSearch(HeadProblem problem, Taps taps, ILinearAlgebra algebra, TimeProvider clock)
{
    private const int Folds = 5;
    private const double CoarseTolerance = 1e-3;
    private const int CoarseIterations = 50;
    private const double FineTolerance = 1e-7;
    private const double UnjudgedPenalty = 0.1;

    private static readonly double[] Penalties = [30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];

    private readonly StandardisedRows rows = new(problem.Rows(taps, withMirrored: false));

    private string Name => $"logistic, {TapsText.Of(taps)}";

    /// <summary>Searches.</summary>
    public FoundHead<LogisticRecipe> Run(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var coordinates = RowCoordinates.Of(rows, algebra);
        var judged = Judgement.Pictures(problem.Labels);
        var (penalty, scores) = judged.Length > 0
            ? BestPenalty(coordinates, judged, cancellationToken)
            : (UnjudgedPenalty, new Matrix(0, problem.Classes));
        int[] labels = [.. judged.Select(picture => problem.Labels[picture])];
        var temperature = Temperature.Fit(scores, labels);
        var judgement = Judgement.Of(ScoreWeights.Sum([scores], [1 / temperature]), labels, offsets: null);
        var recipe = new LogisticRecipe(penalty, temperature);
        var head = Fit(coordinates, recipe, cancellationToken);
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        var candidate = new HeadCandidate(
            Name, judgement.Accuracy, judgement.Loss, labels.Length, seconds, true,
            FormattableString.Invariant($"penalty {penalty}"));
        return new FoundHead<LogisticRecipe>(recipe, head, judgement, [candidate]);
    }

    /// <summary>Solves as a recipe says.</summary>
    public LinearHead Follow(LogisticRecipe recipe, CancellationToken cancellationToken) =>
        Fit(RowCoordinates.Of(rows, algebra), recipe, cancellationToken);

    private LinearHead Fit(RowCoordinates coordinates, LogisticRecipe recipe, CancellationToken cancellationToken)
    {
        var head = new LogisticRegression(algebra, FineTolerance)
            .Fit(coordinates.All, problem.Labels, problem.Classes, recipe.Penalty, cancellationToken: cancellationToken);
        return coordinates.Back(head).DividedBy(recipe.Temperature).Before(rows);
    }

    // The best penalty, and the scores of left-out pictures with it.
    private (double Penalty, Matrix Scores) BestPenalty(
        RowCoordinates coordinates, int[] judged, CancellationToken cancellationToken)
    {
        int[] labels = [.. judged.Select(picture => problem.Labels[picture])];
        List<Fold> folds = [.. StratifiedFolds.Of(problem.Labels, Folds).Select(fold => new Fold(fold, coordinates.Without(fold)))];
        (double Loss, double Penalty, Matrix Scores) best = (double.PositiveInfinity, Penalties[0], new Matrix(0, problem.Classes));
        foreach (var penalty in Penalties)
        {
            var scores = new Matrix(judged.Length, problem.Classes);
            foreach (var fold in folds)
            {
                var logits = Learn(fold, penalty, cancellationToken).Logits(fold.Rows.Outside, algebra);
                for (var i = 0; i < fold.Pictures.Length; i++)
                    if (Array.BinarySearch(judged, fold.Pictures[i]) is >= 0 and var place)
                        logits.Row(i).CopyTo(scores.Row(place));
            }
            var loss = Temperature.Losses(scores, labels, Temperature.Fit(scores, labels)).Average();
            if (loss >= best.Loss)
                break;
            best = (loss, penalty, scores);
        }
        return (best.Penalty, best.Scores);
    }

    private LinearHead Learn(Fold fold, double penalty, CancellationToken cancellationToken)
    {
        int[] labels = [.. fold.Rows.Kept.Select(picture => problem.Labels[picture])];
        return fold.Last = new LogisticRegression(algebra, CoarseTolerance, CoarseIterations).Fit(
            fold.Rows.Inside, labels, problem.Classes, penalty, start: fold.Last, cancellationToken: cancellationToken);
    }

    private sealed class Fold(int[] pictures, SplitRows rows)
    {
        public int[] Pictures => pictures;

        public SplitRows Rows => rows;

        /// <summary>What was learned with the last penalty: the next one begins there.</summary>
        public LinearHead? Last { get; set; }
    }
}
