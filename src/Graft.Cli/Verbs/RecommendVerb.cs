using System.CommandLine;
using System.Globalization;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Data;
using Graft.Planning;
using Graft.Planning.Recommendations;
using Graft.Trunk;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Cli.Verbs;

/// <summary>Measures which published network suits some pictures.</summary>
internal sealed class RecommendVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> data = new("DATA")
    {
        Description = "A folder, a .zip or a .csv of labelled pictures, as 'graft train' takes it; its test part is not looked "
            + "at.",
    };
    private readonly Option<TimeSpan?> budget = NumberOptions.Time(
        "--budget", "How long it may take, such as 90s, 15m or 2h; 2m without it. Networks that do not fit in are named.");
    private readonly Option<BackbonePreference?> prefer = ChoiceOption.Of<BackbonePreference>(
        "--prefer", "What counts most; accuracy without it: of networks that chance may have told apart, the fastest.");
    private readonly Option<string[]> candidates = new("--candidates")
    {
        HelpName = "NAME,NAME",
        Description = "The networks to measure, their weights downloaded if need be; without it those whose weights are on this "
            + "machine.",
    };
    private readonly Option<int?> pictures = NumberOptions.Whole(
        "--pictures", "Look at N training pictures; without it at up to 1000, and fewer where there is little time.",
        least: RecommendationSettings.LeastPictures);
    private readonly Option<int?> seed = CommonOptions.Seed();
    private readonly Option<Precision?> precision = CommonOptions.Precision();
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();
    private readonly Option<bool> offline = CommonOptions.Offline();

    public RecommendVerb(Terminal terminal, Option<bool> json) : base(
        "recommend", "Measures which published network suits some pictures: accuracy, speed and size.",
        "graft recommend flowers/",
        "graft recommend flowers.zip --candidates resnet50.keras,mobilenet_0.75.keras --budget 10m",
        "graft recommend flowers/ --prefer speed --json")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(data);
        foreach (var option in (Option[])[budget, prefer, candidates, pictures, seed, precision, threads, acceptLicence, offline])
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var search = CommonOptions.Search(given, acceptLicence, offline);
        var measured = Candidates(given, search);
        var source = given.GetRequiredValue(data);
        var choices = new Recipe { Backbone = measured[0].Name, Seed = given.GetValue(seed) ?? 0 };
        using var index = DatasetIndex.Open(source, choices.ToDatasetOptions(), stop);
        LeftOutFiles.Tell(terminal, index.LeftOut);
        terminal.Message(string.Create(CultureInfo.InvariantCulture,
            $"{index.ClassNames.Count} classes, {index.Train.Count} pictures to train on; "
            + $"{(measured.Count == 1 ? "one network" : $"{measured.Count} networks")} to measure."));
        var found = await terminal.TrackAsync(board => Task.Run(() => Measure(given, measured, search, index, board, stop), stop));

        foreach (var warning in found.Candidates.Select(one => one.Warning).OfType<string>())
            terminal.Warning(warning);
        foreach (var left in found.NotMeasured)
            if (left.Failed)
                terminal.Warning($"{left.Backbone} cannot be measured: {left.Why}");
            else
                terminal.Message($"{left.Backbone} was not measured: {left.Why}.");
        var next = Next(given, source, found.Recommended.Backbone);
        if (given.GetValue(json))
            terminal.Json(RecommendedBackbones.Of(found, index.Train.Count, next), Documents.Readable.RecommendedBackbones);
        else
            Print(found, next);
        var unusable = UnusablePictures.Tell(
            terminal, [.. found.Unusable.Select(picture => (picture.Name, picture.Reason))], found.Sampled);
        return unusable == ExitCode.Done && found.NotMeasured.Any(left => left.Failed) ? ExitCode.SomeUnusable : unusable;
    }

    private IReadOnlyList<Backbone> Candidates(ParseResult given, WeightsSearch search)
    {
        if (given.GetValue(candidates) is { Length: > 0 } lists)
            return [.. lists
                .SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Select(name => PublishedBackbone.Find(name)).DistinctBy(backbone => backbone.Name)];
        var here = BackbonesAtHand.In(search);
        var places = search.Folders.Select(folder => $"'{folder}' (GRAFT_WEIGHTS)").Append($"'{search.Cache}' (the cache)");
        if (here is [{ Weights.Source: "graft" }])
            terminal.Message(
                "Only what comes with Graft is on this machine. 'graft pull mobilenet_0.75.keras' brings a small published network, or "
                + "name some with --candidates, which are downloaded then.");
        return here.Count > 0 ? here : throw new WeightsException(
            "There is no weights file of a published network on this machine to measure: none lies in "
            + $"{string.Join(", ", places)}. 'graft pull mobilenet_0.75.keras' brings a small one, 'graft backbones' lists all; or "
            + "name some with --candidates, which are downloaded then.");
    }

    private Recommendation Measure(
        ParseResult given, IReadOnlyList<Backbone> measured, WeightsSearch search, DatasetIndex index, ProgressBoard board,
        CancellationToken stop)
    {
        using var progress = new RecommendationStages(board);
        var defaults = new RecommendationSettings();
        var settings = defaults with
        {
            Preference = given.GetValue(prefer) ?? defaults.Preference,
            Budget = given.GetValue(budget) ?? defaults.Budget,
            Pictures = given.GetValue(pictures),
            Seed = given.GetValue(seed) ?? defaults.Seed,
            Precision = given.GetValue(precision) ?? defaults.Precision,
            Search = search,
            Store = FeatureStore.FromEnvironment(),
            Threads = given.GetValue(threads),
            Progress = progress,
            Announcements = new StageProgress<string>(terminal.Message),
        };
        var found = new BackboneRecommendation(settings).Run(index, measured, stop);
        StoreProblem.Tell(terminal, settings.Store);
        return found;
    }

    // What would otherwise be chosen anew: another seed makes other parts, another precision other features.
    private string Next(ParseResult given, string source, string backbone)
    {
        var words = new List<string> { "graft", "train", ShellWord.Of(source), "--backbone", backbone };
        if (given.GetValue(seed) is { } chosen and not 0)
            words.AddRange(["--seed", chosen.ToString(CultureInfo.InvariantCulture)]);
        if (given.GetValue(precision) is { } numbers)
            words.AddRange(["--precision", numbers.ToString().ToLowerInvariant()]);
        var licence = BackboneRegistry.Find(backbone).Weights.Licence;
        if (given.GetValue(acceptLicence) is { } accepted && accepted.Contains(licence, StringComparer.OrdinalIgnoreCase))
            words.AddRange(["--accept-licence", ShellWord.Of(licence)]);
        return string.Join(' ', words);
    }

    private void Print(Recommendation found, string next)
    {
        var table = new ColumnTable(
            ("", true), ("network", false), ("accuracy", true), ("95 % interval", true), ("pictures/s", true), ("size", true),
            ("features", true));
        foreach (var one in found.Candidates)
            table.Add(
                Number(one.Rank), one.Backbone, Percent(one.Accuracy), $"{Percent(one.Low)} to {Percent(one.High)}",
                one.FeaturesPerSecond.ToString("N0", CultureInfo.InvariantCulture), Bytes.Of(one.Bytes), Number(one.Features));
        terminal.Result(table.ToString());
        terminal.Result("");
        terminal.Result(RecommendationSentence.Of(found));
        terminal.Result($"next: {next}");
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
