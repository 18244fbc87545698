using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Export;
using Graft.Training.Checkpoints;

namespace Graft.Planning;

/// <summary>What a training was begun with: only with the same does it go on to the same weights.</summary>
/// <param name="Recipe">What was asked for.</param>
/// <param name="Weights">The hash of the published weights.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Threads">Threads that it computes with.</param>
internal sealed record TrainingIdentity(Recipe Recipe, string Weights, IReadOnlyList<string> Classes, int Threads)
{
    private const string ClassNames = "classes";
    private const string WeightsHash = "weights";
    private const string RecipeJsonName = "recipe";
    private const string Version = "version";
    private const string ThreadCount = "threads";

    /// <summary>Writes it down.</summary>
    public void Save(TrainingState state)
    {
        state.Set(Version, Product.Version);
        state.Set(RecipeJsonName, Encoding.UTF8.GetString(Recipe.ToJson()));
        state.Set(WeightsHash, Weights);
        state.Set(ClassNames, string.Join('\n', Classes));
        state.Set(ThreadCount, Threads);
    }

    /// <summary>Writes down which pictures there are.</summary>
    public static void Save(TrainingState state, PartFeatures train, PartFeatures validation)
    {
        foreach (var (name, part) in Parts(train, validation))
        {
            state.Set($"{name} count", part.Count);
            state.Set($"{name} pictures", Digest(part));
        }
    }

    /// <summary>What differs from what a training was begun with, each in a sentence.</summary>
    public IReadOnlyList<string> Differences(TrainingState begun)
    {
        var problems = new List<string>();
        if (begun.Word(Version) is var version && version != Product.Version)
            problems.Add($"it was begun by Graft {version}, this is {Product.Version}");
        problems.AddRange(OfRecipes(begun.Word(RecipeJsonName)));
        if (begun.Word(WeightsHash) != Weights)
            problems.Add("the published network has other weights");
        var classes = begun.Word(ClassNames)?.Split('\n') ?? [];
        if (!classes.SequenceEqual(Classes, StringComparer.Ordinal))
            problems.Add($"the data had the classes {Shown(classes)}, and now {Shown(Classes)}");
        return problems;
    }

    /// <summary>How the pictures differ from those that a training was begun with, each part in a sentence.</summary>
    public static IReadOnlyList<string> Differences(TrainingState begun, PartFeatures train, PartFeatures validation) =>
    [
        .. from part in Parts(train, validation)
           where begun.Word($"{part.Name} pictures") != Digest(part.Part)
           select begun.Whole($"{part.Name} count") is var count && count != part.Part.Count
               ? string.Create(CultureInfo.InvariantCulture, $"there were {count} {part.Name} pictures, now {part.Part.Count}")
               : string.Create(CultureInfo.InvariantCulture, $"not all of the {count} {part.Name} pictures are the same as then"),
    ];

    /// <summary>Whether the number of threads is another, so that it goes on with other rounding.</summary>
    public bool HasOtherThreads(TrainingState begun) => begun.Whole(ThreadCount) != Threads;

    private static (string Name, PartFeatures Part)[] Parts(PartFeatures train, PartFeatures validation) =>
        [("training", train), ("validation", validation)];

    private static string Digest(PartFeatures part)
    {
        var lines = part.Pictures.Zip(part.Labels, (picture, label) => $"{picture.Hash} {label}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    // The path of the weights may be another as long as the weights are the same.
    private IEnumerable<string> OfRecipes(string? begun)
    {
        if (begun is null || JsonNode.Parse(begun) is not JsonObject then)
            return ["its recipe is not known"];
        var now = JsonSerializer.SerializeToNode(Recipe, RecipeJson.Default.Recipe)!.AsObject();
        return from name in then.Select(entry => entry.Key).Union(now.Select(entry => entry.Key))
               where name != "weights" && !JsonNode.DeepEquals(then[name], now[name])
               select $"'{name}' was {Json(then[name])} in its recipe, and is {Json(now[name])}";
    }

    private static string Json(JsonNode? node) => node?.ToJsonString() ?? "null";

    private static string Shown(IReadOnlyList<string> classes)
    {
        const int Most = 5;
        var more = classes.Count > Most ? string.Create(CultureInfo.InvariantCulture, $", ... ({classes.Count})") : "";
        return string.Join(", ", classes.Take(Most)) + more;
    }
}
