namespace Graft.Runtime.Heads;

/// <summary>Looks for the best shrinkage among a few: the loss has one valley, so it goes downhill to its bottom.</summary>
/// <param name="solve">Solves for a shrinkage.</param>
/// <param name="loss">How bad a solution is.</param>
internal sealed class ShrinkageDescent<TSolved>(Func<double, TSolved> solve, Func<TSolved, double> loss)
{
    private static readonly double[] Shrinkages = [0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.95];

    private readonly Dictionary<int, TSolved> solved = [];

    /// <summary>The best.</summary>
    public TSolved Run()
    {
        var at = Array.IndexOf(Shrinkages, 0.35);
        foreach (var direction in new[] { -1, 1 })
            while (at + direction >= 0 && at + direction < Shrinkages.Length && Loss(at + direction) < Loss(at))
                at += direction;
        return At(at);
    }

    private double Loss(int place) => loss(At(place));

    private TSolved At(int place)
    {
        if (!solved.TryGetValue(place, out var known))
            solved[place] = known = solve(Shrinkages[place]);
        return known;
    }
}
