namespace Graft.Data;

/// <summary>
/// The pictures given cannot be used as a dataset. The message names every problem found and is fit to be shown as it is.
/// </summary>
public sealed class DatasetException : Exception
{
    /// <summary>Names all problems of one input together.</summary>
    /// <param name="source">What was given: the path of the folder, archive or table.</param>
    /// <param name="problems">One sentence for each problem; at least one.</param>
    public DatasetException(string source, IReadOnlyList<string> problems) : base(Describe(source, problems))
    {
        Origin = source;
        Problems = problems;
    }

    /// <summary>What was given: the path of the folder, archive or table.</summary>
    public string Origin { get; }

    /// <summary>One sentence for each problem.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Describe(string source, IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count, nameof(problems));
        return problems.Count == 1
            ? $"'{source}' cannot be used: {problems[0]}"
            : $"'{source}' cannot be used, for {problems.Count} reasons:\n- {string.Join("\n- ", problems)}";
    }
}
