using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Bench.Reports;

/// <summary>What a training says of itself in <c>--json</c>, as far as fine-tunings are compared by it.</summary>
/// <param name="Accuracy">Its share of right answers among the test pictures.</param>
/// <param name="StandardError">How far that is from the truth by chance, for so many test pictures.</param>
/// <param name="Seconds">How long it took, with the last measurement.</param>
/// <param name="Chosen">What was chosen after the head.</param>
/// <param name="Tried">How many fine-tunings were judged.</param>
internal sealed record PlannedTraining(double Accuracy, double StandardError, double Seconds, string Chosen, int Tried)
{
    private const string HeadAlone = "head alone";

    /// <summary>Reads what was kept of a training.</summary>
    public static PlannedTraining Read(string file)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        var (accuracy, count) = ((double)json["test"]!["accuracy"]!, (int)json["test"]!["count"]!);
        var afterHead = json["plan"]!.AsArray().Select(one => one!).Where(one => IsFineTuning((string)one["candidate"]!)).ToList();
        var chosen = afterHead.FirstOrDefault(one => (bool)one["chosen"]!);
        return new PlannedTraining(
            accuracy, Math.Sqrt(accuracy * (1 - accuracy) / count), (double)json["seconds"]!["total"]!,
            (string?)chosen?["candidate"] ?? HeadAlone,
            afterHead.Count(one => one["validationAccuracy"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number));
    }

    private static bool IsFineTuning(string candidate) =>
        candidate.StartsWith("fine-tuning", StringComparison.Ordinal) || candidate.StartsWith("adapters", StringComparison.Ordinal);
}
