namespace Graft.Runtime.Heads;

/// <summary>
/// Finds a head without epochs. Choices are made by the likelihood of training pictures that were left out of what judges them,
/// and calibrated by the same.
/// </summary>
/// <param name="algebra">What computes; <see cref="ManagedLinearAlgebra"/> where left out.</param>
/// <param name="clock">Tells the time; the system's where left out.</param>
public sealed class HeadSearch(ILinearAlgebra? algebra = null, TimeProvider? clock = null)
{
    // A logistic regression goes over all of its numbers some hundred times for each penalty and fold.
    private const long MostLogisticNumbers = 1_500_000;

    private readonly ILinearAlgebra algebra = algebra ?? new ManagedLinearAlgebra();
    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    /// <summary>Finds the best head.</summary>
    /// <param name="problem">The features.</param>
    /// <param name="kind">Which kind; null for the better one.</param>
    /// <param name="taps">
    /// What it sees; null for what is best, and with <see cref="Taps.Blocks"/> the deviations, too, where they tell more.
    /// </param>
    /// <param name="cancellationToken">Stops between two solutions.</param>
    public HeadChoice Run(
        HeadProblem problem, HeadKind? kind = null, Taps? taps = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var ways = Ways(problem.Widths, taps);
        var discriminant = kind is HeadKind.Logistic ? null
            : new DiscriminantSearch(problem, algebra, clock).Run(ways, cancellationToken);
        if (kind is HeadKind.Discriminant)
            return Choice(discriminant!, []);
        // Beside a discriminant head, which tells in less time what is worth seeing, one of them is enough.
        var seen = discriminant is null ? ways : [discriminant.Recipe.Main];
        var tried = seen.Where(way => kind is HeadKind.Logistic || IsQuick(problem, way))
            .Select(way => (Taps: way, Found: new LogisticSearch(problem, way, algebra, clock).Run(cancellationToken))).ToList();
        var logistic = tried.OrderBy(one => one.Found.Judgement.Loss).FirstOrDefault();
        if (discriminant is null || logistic.Found?.Judgement.IsClearlyBetterThan(discriminant.Judgement) == true)
            return new HeadChoice(logistic.Taps, logistic.Found!.Head, null, logistic.Found.Recipe,
            [
                .. Unchosen(discriminant?.Candidates ?? [], "the logistic head tells left-out pictures better"),
                .. tried.SelectMany(one => one.Taps == logistic.Taps
                    ? one.Found.Candidates
                    : Unchosen(one.Found.Candidates, "the other blocks tell left-out pictures better")),
            ]);
        return Choice(discriminant, Unchosen(
            tried.SelectMany(one => one.Found.Candidates), "not clearly better than the discriminant head"));
    }

    /// <summary>Finds the head of an earlier choice again, on the same features.</summary>
    /// <param name="problem">The features.</param>
    /// <param name="recipe">The choice.</param>
    public HeadChoice Follow(HeadProblem problem, DiscriminantRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(recipe);
        var head = new DiscriminantSearch(problem, algebra, clock).Follow(recipe);
        return new HeadChoice(recipe.Taps, head, recipe, null, []);
    }

    /// <summary>Finds the head of an earlier choice again, on the same features.</summary>
    /// <param name="problem">The features.</param>
    /// <param name="recipe">The choice.</param>
    /// <param name="taps">The blocks that it sees.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public HeadChoice Follow(
        HeadProblem problem, LogisticRecipe recipe, Taps taps, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(recipe);
        var head = new LogisticSearch(problem, taps, algebra, clock).Follow(recipe, cancellationToken);
        return new HeadChoice(taps, head, null, recipe, []);
    }

    private static IReadOnlyList<Taps> Ways(TapWidths widths, Taps? taps) => taps switch
    {
        null => widths.Ways,
        Taps.Blocks when widths.All > widths.Blocks => [Taps.Blocks, Taps.Deviations],
        { } only => [only],
    };

    private static bool IsQuick(HeadProblem problem, Taps taps) =>
        (long)problem.Labels.Count * Math.Min(problem.Labels.Count, problem.Widths.Of(taps)) <= MostLogisticNumbers;

    private static HeadChoice Choice(FoundHead<DiscriminantRecipe> found, IEnumerable<HeadCandidate> others) =>
        new(found.Recipe.Taps, found.Head, found.Recipe, null, [.. found.Candidates, .. others]);

    private static IEnumerable<HeadCandidate> Unchosen(IEnumerable<HeadCandidate> candidates, string why) =>
        candidates.Select(candidate => candidate with { Chosen = false, Why = why });
}
