using System.Text.Json.Serialization;
using Graft.Bench.Processes;

namespace Graft.Bench.Reports;

/// <summary>One contender in all rounds.</summary>
/// <param name="Name">Its name in the catalog.</param>
/// <param name="Ready">What it said of itself.</param>
/// <param name="Rounds">What was measured.</param>
internal sealed record ContenderResult(
    string Name,
    [property: JsonIgnore] ContenderReady Ready,
    IReadOnlyList<Measurement> Rounds)
{
    public string Title => Ready.Title;

    public double SamplesPerSecond => Median.Of(Rounds.Select(round => round.Rate));

    public double SecondsPerRun => Median.Of(Rounds.Select(round => round.SecondsPerRun));

    /// <summary>
    /// A multiplication and an addition are two operations; null where the work is more than a network's inference.
    /// </summary>
    public double? GigaOperationsPerSecond => Ready.MultiplyAdds > 0 ? 2 * Ready.MultiplyAdds * SamplesPerSecond / 1e9 : null;

    /// <summary>The stack, without the setting that it was measured with.</summary>
    [JsonIgnore]
    public string Stack => Name.LastIndexOf('/') is var end and > 0 ? Name[..end] : Name;
}
