using static System.FormattableString;

namespace Graft.Runtime.Bundles;

/// <summary>What is wrong with a configuration that has the right form.</summary>
internal static class ConfigurationProblems
{
    public static IReadOnlyList<string> Of(BundleConfiguration configuration)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(configuration.CreatedBy))
            problems.Add("'createdBy' is empty");
        if (!Enum.IsDefined(configuration.Task))
            problems.Add("'task' is unknown");
        if (configuration.Task == BundleTask.ImageClassification)
        {
            if (configuration.Labels.Count == 0)
                problems.Add("an image classifier needs labels, and there are none");
            if (configuration.Preprocessing is null)
                problems.Add("an image classifier needs a preprocessing, and there is none");
        }
        AddLabels(configuration.Labels, problems);
        problems.AddRange(configuration.Preprocessing?.Problems() ?? []);
        if (configuration.Parts is { } parts)
            AddParts(parts, problems);
        if (configuration.Teaching is { } teaching)
            AddTeaching(teaching, problems);
        if (configuration.Adapters is { } adapters)
            AddAdapters(adapters, configuration, problems);
        AddMetrics("validation", configuration.Metrics?.Validation, problems);
        AddMetrics("test", configuration.Metrics?.Test, problems);
        return problems;
    }

    private static void AddLabels(IReadOnlyList<string> labels, List<string> problems)
    {
        if (labels.Any(string.IsNullOrWhiteSpace))
            problems.Add("a label is empty");
        if (labels.FirstOrDefault(label => label is not null && label.Any(char.IsControl)) is { } unprintable)
            problems.Add($"label {labels.ToList().IndexOf(unprintable)} holds control characters");
        var twice = labels.GroupBy(label => label, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            problems.Add($"the label '{twice.Key}' stands there {twice.Count()} times");
    }

    private static void AddParts(PartsRecord parts, List<string> problems)
    {
        foreach (var (name, hashes) in new[] { ("train", parts.Train), ("validation", parts.Validation), ("test", parts.Test) })
            if (hashes.Where(hash => !IsHash(hash)).Take(1).ToList() is [var wrong])
                problems.Add($"'{Shorten(wrong)}' in the {name} part is not a hash in lower-case hexadecimal digits");
    }

    private static void AddTeaching(TeachingConfiguration teaching, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(teaching.Layer) || teaching.LastWidth < 1 || teaching.BlocksWidth < 1)
            problems.Add("the head's place in the model is impossible");
        if (!(teaching.Discriminant?.IsSolvable() ?? teaching.Logistic?.IsSolvable() ?? false)
            || !Enum.IsDefined(teaching.Taps) || teaching.AskedTaps is { } asked && !Enum.IsDefined(asked))
            problems.Add("what was chosen for the head is impossible");
    }

    private static void AddAdapters(AdapterConfiguration adapters, BundleConfiguration configuration, List<string> problems)
    {
        if (adapters.Network is not { Algorithm: "sha256", Value: { } hash } || !IsHash(hash))
            problems.Add("the network that the adapters are for is not named by a SHA-256 hash");
        if (configuration.Backbone is null || configuration.Preprocessing is null || configuration.Graph is null)
            problems.Add("adapters alone need the backbone's name, a preprocessing and the graph of layers");
        if (adapters.Kind is not (null or AdapterConfiguration.Lora or AdapterConfiguration.Ssf))
            problems.Add($"'{Shorten(adapters.Kind)}' is no kind of adapters");
        if (adapters.Kind == AdapterConfiguration.Lora && !(double.IsFinite(adapters.Alpha) && adapters.Alpha > 0))
            problems.Add(Invariant($"the adapters' alpha is {adapters.Alpha}, and must be above 0"));
    }

    private static void AddMetrics(string part, PartMetrics? metrics, List<string> problems)
    {
        if (metrics is null)
            return;
        if (metrics.Accuracy is not (>= 0 and <= 1) || !double.IsFinite(metrics.Loss) || metrics.Count < 0)
            problems.Add(Invariant(
                $"the {part} figures are impossible (accuracy {metrics.Accuracy}, loss {metrics.Loss}, count {metrics.Count})"));
    }

    private static bool IsHash(string hash) => hash is { Length: >= 8 and <= 128 } && hash.All(char.IsAsciiHexDigitLower);

    private static string Shorten(string? text) => text is { Length: > 40 } ? text[..40] + "..." : text ?? "null";
}
