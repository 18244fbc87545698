namespace Graft.Weights;

/// <summary>A file's arrays do not fit a model. All of them that do not are named together.</summary>
public sealed class WeightsMismatchException : WeightsException
{
    private const int MostShown = 12;

    /// <summary>An exception with a general message.</summary>
    public WeightsMismatchException()
    {
    }

    /// <summary>An exception with a message that can be shown to a user as it is.</summary>
    public WeightsMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message that can be shown to a user as it is, and what caused it.</summary>
    public WeightsMismatchException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal WeightsMismatchException(
        string path,
        string model,
        IReadOnlyList<string> missing,
        IReadOnlyList<string> misshaped,
        IReadOnlyList<string> unexpected)
        : base(Compose(path, model, [
            ("Missing in the file", missing),
            ("Of another shape", misshaped),
            ("Not in the model", unexpected)])) =>
        (Missing, Misshaped, Unexpected) = (missing, misshaped, unexpected);

    /// <summary>Weights of the model that the file lacks, each with the names in the file that are nearest.</summary>
    public IReadOnlyList<string> Missing { get; } = [];

    /// <summary>Weights whose array has another shape, with both shapes.</summary>
    public IReadOnlyList<string> Misshaped { get; } = [];

    /// <summary>Arrays of the file that the model has no place for.</summary>
    public IReadOnlyList<string> Unexpected { get; } = [];

    private static string Compose(string path, string model, (string Kind, IReadOnlyList<string> Names)[] problems)
    {
        var lines = new List<string> { $"The weights of '{path}' do not fit the model '{model}'." };
        foreach (var (kind, names) in problems.Where(problem => problem.Names.Count > 0))
        {
            lines.Add($"{kind} ({names.Count}):");
            lines.AddRange(names.Take(MostShown).Select(name => "  " + name));
            if (names.Count > MostShown)
                lines.Add($"  and {names.Count - MostShown} more");
        }
        return string.Join(Environment.NewLine, lines);
    }
}
