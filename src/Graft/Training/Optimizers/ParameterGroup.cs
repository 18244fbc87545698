namespace Graft.Training.Optimizers;

/// <summary>Weights that the optimizer treats in their own way.</summary>
/// <param name="Weights">Their names, as <c>WeightNames.Of(model)</c> gives them: <c>dense/kernel</c>.</param>
public sealed record ParameterGroup(IReadOnlyCollection<string> Weights)
{
    /// <summary>What the learning rate is multiplied by for these weights, 0 or above; 1 by default.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>Their weight decay; null: the optimizer's.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>How strongly they are drawn back to where they began; null: as the optimizer says.</summary>
    public double? StartingPointDecay { get; init; }

    /// <summary>Notes what is out of its range, and weights that stand in two groups.</summary>
    internal static void Check(IReadOnlyList<ParameterGroup> groups, Problems problems)
    {
        foreach (var group in groups)
        {
            problems.Require(
                group.RateFactor is >= 0 and < double.PositiveInfinity,
                $"{nameof(RateFactor)} of a parameter group is {group.RateFactor}; it must be 0 or above.");
            Optimizer.RequireDecay(problems, $"{nameof(WeightDecay)} of a parameter group", group.WeightDecay);
            Optimizer.RequireDecay(problems, $"{nameof(StartingPointDecay)} of a parameter group", group.StartingPointDecay);
        }
        var twice = groups.SelectMany(group => group.Weights).GroupBy(name => name).Where(same => same.Count() > 1).ToList();
        if (twice.Count > 0)
            problems.Add($"a weight may stand in one parameter group only; {string.Join(", ", twice.Select(same => same.Key))} "
                + "stand in several.");
    }

    /// <summary>Notes names that the model has no weight for.</summary>
    internal static void CheckNames(IReadOnlyList<ParameterGroup> groups, IEnumerable<string> known, Problems problems)
    {
        var unknown = groups.SelectMany(group => group.Weights).Except(known).ToList();
        if (unknown.Count > 0)
            problems.Add($"parameter groups name weights that the model does not have: {string.Join(", ", unknown.Take(5))}"
                + (unknown.Count > 5 ? FormattableString.Invariant($" and {unknown.Count - 5} more.") : "."));
    }
}
