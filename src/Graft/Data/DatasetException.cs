namespace Graft.Data;

/// <summary>
/// The pictures given cannot be used as a dataset. The message names every problem found and is fit to be shown as it is.
/// </summary>
public sealed class DatasetException : Exception
{
    /// <summary>Names all problems of one input together.</summary>
    /// <param name="path">What was given: a folder, archive or table.</param>
    /// <param name="problems">One sentence for each problem; at least one.</param>
    public DatasetException(string path, IReadOnlyList<string> problems) : base(Describe($"'{path}'", problems)) =>
        Problems = problems;

    /// <summary>Names all problems of pictures that came from no one place.</summary>
    /// <param name="problems">One sentence for each problem; at least one.</param>
    public DatasetException(IReadOnlyList<string> problems) : base(Describe("The dataset", problems)) => Problems = problems;

    /// <summary>One sentence for each problem.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Describe(string what, IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count, nameof(problems));
        return problems.Count == 1
            ? $"{what} cannot be used: {problems[0]}"
            : $"{what} cannot be used, for {problems.Count} reasons:\n- {string.Join("\n- ", problems)}";
    }
}
