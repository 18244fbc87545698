using Graft.Runtime;

namespace Graft.Cli.Results;

/// <summary>What came of <c>graft teach</c>.</summary>
/// <param name="Model">The model that was written.</param>
/// <param name="Label">The class that was taught.</param>
/// <param name="IsNew">Whether the model did not know it before.</param>
/// <param name="Classes">All classes of the model, in the order of its outputs.</param>
/// <param name="Pictures">The pictures.</param>
/// <param name="Plan">The heads that were tried.</param>
/// <param name="Seconds">How long it took, the pictures included.</param>
internal sealed record TaughtModel(
    string Model,
    string Label,
    bool IsNew,
    IReadOnlyList<string> Classes,
    TaughtCounts Pictures,
    IReadOnlyList<PlannedCandidate> Plan,
    double Seconds)
{
    public static TaughtModel Of(
        string model, TeachingResult result, IReadOnlyList<string> classes, int unusable, double seconds) => new(
        model, result.Label, result.IsNew, classes, new(result.Learned, result.Known, unusable, result.Pictures),
        [.. result.Candidates.Select(PlannedCandidate.Of)], seconds);
}

/// <summary>Numbers of pictures.</summary>
/// <param name="Learned">That the model learned from now.</param>
/// <param name="Known">That it had learned from already.</param>
/// <param name="Unusable">That could not be read.</param>
/// <param name="OfClass">Of the class, that it has learned from altogether.</param>
internal sealed record TaughtCounts(int Learned, int Known, int Unusable, int OfClass);
