namespace Graft.Runtime.Heads;

/// <summary>
/// Finds a discriminant head: for each kind of analysis the shrinkage by the likelihood of left-out pictures, then by the same how
/// much each counts. Their weighted sum is one dense layer. Of very many pictures some choose kinds and shrinkages; those that were chosen are
/// then solved on all.
/// </summary>
/// <param name="problem">The features.</param>
/// <param name="algebra">What computes.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="room">Where its matrices lie; of its own where left out.</param>
internal sealed class DiscriminantSearch(HeadProblem problem, ILinearAlgebra algebra, TimeProvider clock, MatrixRoom? room = null)
{
    // A smaller part changes next to nothing.
    private const double LeastShare = 0.05;

    private readonly MatrixRoom room = room ?? new MatrixRoom();
    private readonly int[] judged = Judgement.Pictures(problem.Labels);

    private int[] JudgedLabels => [.. judged.Select(picture => problem.Labels[picture])];

    /// <summary>Searches.</summary>
    /// <param name="taps">Which blocks it may see, side by side.</param>
    /// <param name="cancellationToken">Stops between two solutions.</param>
    public FoundHead<DiscriminantRecipe> Run(IReadOnlyList<Taps> taps, CancellationToken cancellationToken)
    {
        if (!Judgement.AreMany(problem.Labels))
            return Chosen(taps, cancellationToken);
        var some = problem.Some(Judgement.SomeOf(problem.Labels));
        var chosen = new DiscriminantSearch(some, algebra, clock, room).Chosen(taps, cancellationToken);
        var parts = chosen.Recipe.Parts().Select(part => Analyse(part.Kind, part.Part.Shrinkage, cancellationToken));
        return Found([.. parts]) with { Candidates = chosen.Candidates };
    }

    private FoundHead<DiscriminantRecipe> Chosen(IReadOnlyList<Taps> taps, CancellationToken cancellationToken) =>
        Found([.. Kinds(taps).Select(kind => Analyse(kind, null, cancellationToken))]);

    private FoundHead<DiscriminantRecipe> Found(List<Analysed> all)
    {
        var priors = all[0].LogPriors;
        var (kept, shares) = Weighted(all);
        var parts = kept.Select((one, i) => new WeightedPart(one.Kind, new(one.Shrinkage, shares[i] / one.Temperature), one.Head));
        var scores = ScoreWeights.Sum([.. kept.Select(one => one.Scores)], shares);
        return new FoundHead<DiscriminantRecipe>(
            DiscriminantRecipe.Of([.. parts.Select(part => (part.Kind, part.Part))]),
            Sum([.. parts], priors),
            Judgement.Of(scores, JudgedLabels, priors),
            [.. all.Select(one => Candidate(one, kept.IndexOf(one) is >= 0 and var i ? shares[i] / shares.Sum() : 0))]);
    }

    /// <summary>Solves as a recipe says.</summary>
    public LinearHead Follow(DiscriminantRecipe recipe)
    {
        IReadOnlyList<double> priors = [];
        var parts = new List<WeightedPart>();
        foreach (var (kind, part) in recipe.Parts())
        {
            var rows = new StandardisedRows(problem.Rows(kind.Taps, kind.Mirrored));
            var analysis = new DiscriminantAnalysis(rows, problem.Labels, problem.Classes, algebra, room);
            using (var solution = analysis.Solve(part.Shrinkage))
            {
                parts.Add(new WeightedPart(kind, part, solution.Head(withPriors: false).Before(rows)));
                priors = solution.LogPriors;
            }
            analysis.Release();
        }
        return Sum(parts, priors);
    }

    private IEnumerable<DiscriminantKind> Kinds(IReadOnlyList<Taps> taps) =>
        from tap in taps
        from mirrored in problem.HasMirrored ? new[] { false, true } : [false]
        select new DiscriminantKind(tap, mirrored);

    private Analysed Analyse(DiscriminantKind kind, double? shrinkage, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var rows = new StandardisedRows(problem.Rows(kind.Taps, kind.Mirrored));
        var analysis = new DiscriminantAnalysis(rows, problem.Labels, problem.Classes, algebra, room);
        var best = shrinkage is { } known ? Try(known) : new ShrinkageDescent<Analysed>(Try, solved => solved.Loss).Run();
        analysis.Release();
        return best with { Seconds = clock.GetElapsedTime(started).TotalSeconds };

        Analysed Try(double shrinkage)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var solution = analysis.Solve(shrinkage);
            var head = solution.Head(withPriors: false).Before(rows);
            var distances = solution.LeaveOneOut(judged);
            var temperature = judged.Length > 0 ? Temperature.Fit(distances, JudgedLabels, solution.LogPriors) : Spread(solution);
            var scores = ScoreWeights.Sum([distances], [1 / temperature]);
            var judgement = Judgement.Of(scores, JudgedLabels, solution.LogPriors);
            return new Analysed(kind, shrinkage, temperature, scores, judgement, solution.LogPriors, head, 0);
        }
    }

    // With one picture a class none can be left out: the nearest mean, so sure that odds are some e² to 1.
    private static double Spread(DiscriminantSolution solution) =>
        Math.Max(solution.Head(withPriors: false).Bias.Max(Math.Abs), 1e-6) / 2;

    // Those that count, each with its share of the whole; together the shares are about 1.
    private (List<Analysed> Kept, double[] Shares) Weighted(List<Analysed> all)
    {
        var kept = all;
        while (true)
        {
            var shares = judged.Length > 0
                ? ScoreWeights.Fit([.. kept.Select(one => one.Scores)], JudgedLabels, all[0].LogPriors)
                : [.. kept.Select(_ => 1.0 / kept.Count)];
            if (shares.Min() >= LeastShare * shares.Sum())
                return (kept, shares);
            kept = [.. kept.Where((_, i) => shares[i] >= LeastShare * shares.Sum())];
        }
    }

    private LinearHead Sum(IReadOnlyList<WeightedPart> parts, IReadOnlyList<double> priors)
    {
        var first = parts.Min(part => problem.FirstOf(part.Kind.Taps));
        var kernel = new Matrix(problem.Widths.All - first, problem.Classes);
        double[] bias = [.. priors];
        foreach (var (kind, part, head) in parts)
        {
            var from = problem.FirstOf(kind.Taps) - first;
            for (var feature = 0; feature < head.Kernel.Rows; feature++)
                for (var k = 0; k < bias.Length; k++)
                    kernel[from + feature, k] += part.Weight * head.Kernel[feature, k];
            for (var k = 0; k < bias.Length; k++)
                bias[k] += part.Weight * head.Bias[k];
        }
        return new LinearHead(kernel, bias);
    }

    private HeadCandidate Candidate(Analysed one, double share)
    {
        var why = share > 0
            ? FormattableString.Invariant($"{100 * share:0} % of the head, shrinkage {one.Shrinkage}")
            : "tells nothing that the others do not";
        return new HeadCandidate(
            one.Kind.ToString(), one.Judgement.Accuracy, one.Judgement.Loss, judged.Length, one.Seconds, share > 0, why);
    }

    private sealed record WeightedPart(DiscriminantKind Kind, DiscriminantPart Part, LinearHead Head);

    /// <summary>An analysis at one shrinkage: its calibrated scores of left-out pictures, and its layer without priors.</summary>
    private sealed record Analysed(
        DiscriminantKind Kind,
        double Shrinkage,
        double Temperature,
        Matrix Scores,
        Judgement Judgement,
        IReadOnlyList<double> LogPriors,
        LinearHead Head,
        double Seconds)
    {
        public double Loss => Judgement.Loss ?? 0;
    }
}
