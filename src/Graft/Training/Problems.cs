namespace Graft.Training;

/// <summary>Everything that is wrong with one input, gathered so that it is told at once.</summary>
internal sealed class Problems
{
    private readonly List<string> found = [];

    public void Add(string problem) => found.Add(problem);

    /// <summary>Notes a problem where the condition does not hold; numbers are written the same in every culture.</summary>
    public void Require(bool condition, FormattableString problem)
    {
        if (!condition)
            found.Add(FormattableString.Invariant(problem));
    }

    /// <exception cref="TrainingException">There is at least one problem.</exception>
    public void ThrowIfAny(string subject)
    {
        if (found.Count == 1)
            throw new TrainingException($"{subject}: {found[0]}");
        if (found.Count > 1)
            throw new TrainingException($"{subject} has {found.Count} problems:\n- " + string.Join("\n- ", found));
    }
}
