namespace Graft.Training;

/// <summary>What a model came to on some samples.</summary>
/// <param name="Values"><c>loss</c> and the metrics that the model was compiled with, by their names.</param>
public sealed record EvaluationResult(IReadOnlyDictionary<string, double> Values)
{
    /// <summary>The mean loss; with several outputs the weighted sum of theirs.</summary>
    public double Loss => this["loss"];

    /// <summary>One value by its name, <c>result["accuracy"]</c> for instance.</summary>
    /// <exception cref="KeyNotFoundException">There is no such value; the message names those there are.</exception>
    public double this[string name] => Values.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"There is no value '{name}'. There are {string.Join(", ", Values.Keys)}.");
}
