using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Reports;
using Graft.Cli.Results;
using Graft.Planning.Comparison;

namespace Graft.Cli.Verbs;

/// <summary>Measures on somebody's own pictures what transfer learning is worth.</summary>
internal sealed class CompareVerb : Verb
{
    private const string AllPictures = "all";

    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> data = new("DATA")
    {
        Description = "A folder, a .zip or a .csv of labelled pictures, as 'graft train' takes it.",
    };
    private readonly Option<string> backbone = CommonOptions.Backbone();
    private readonly Option<string> weights = CommonOptions.Weights(
        "The weights' file; without it they are looked for, and downloaded if need be.");
    private readonly Option<InputSize?> inputSize = CommonOptions.InputSize();
    private readonly Option<int?[]> shots = new("--shots")
    {
        HelpName = "5,10,all",
        Description = "With how many pictures a class it is measured; 5,10,20,50,all without it.",
        CustomParser = given => ReadShots(given.Tokens[0].Value) ?? Refused(given),
    };
    private readonly Option<TimeSpan?> budget = NumberOptions.Time(
        "--budget", "How long one training may take at most, whatever the method, such as 90s or 10m; 2m without it. One that would "
            + "take longer has fewer epochs.");
    private readonly Option<string> output = CommonOptions.Output("REPORT.html", "Also write a report with charts, in one file.");
    private readonly Option<int?> seed = CommonOptions.Seed();
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<bool> force = CommonOptions.Force();
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();
    private readonly Option<bool> offline = CommonOptions.Offline();

    public CompareVerb(Terminal terminal, Option<bool> json) : base(
        "compare", "Measures on your pictures what a published network is worth against training from scratch.",
        "graft compare flowers/ -o comparison.html",
        "graft compare flowers.zip --backbone mobilenet_0.75.keras --shots 5,20,all --budget 10m --json")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(data);
        foreach (var option in (Option[])[backbone, weights, inputSize, shots, budget, output, seed, threads, force, acceptLicence,
            offline])
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var report = given.GetValue(output);
        if (report is not null)
            OutputPath.Check(report, given.GetValue(force));
        var source = given.GetRequiredValue(data);
        var result = await terminal.TrackAsync(board => Task.Run(() => Compare(given, source, board, stop), stop));
        if (report is not null)
            ComparisonReport.Write(result, source, report, given.GetValue(force));
        if (given.GetValue(json))
            terminal.Json(ComparedMethods.Of(result), Documents.Readable.ComparedMethods);
        else
            Print(result);
        if (result.WasStopped)
            terminal.Message(string.Create(CultureInfo.InvariantCulture,
                $"Stopped: {result.Points.Count} of {result.Planned} trainings were measured."));
        return result.WasStopped ? ExitCode.Interrupted : ExitCode.Done;
    }

    private ComparisonResult Compare(ParseResult given, string source, ProgressBoard board, CancellationToken stop)
    {
        using var progress = new ClassifierStages(board);
        var settings = new ComparisonSettings
        {
            Weights = given.GetValue(weights),
            InputSize = given.GetValue(inputSize) is { } size ? (size.Height, size.Width) : null,
            Seed = given.GetValue(seed) ?? 0,
            Search = CommonOptions.Search(given, acceptLicence, offline),
            Threads = given.GetValue(threads),
            Progress = progress,
            Announcements = new StageProgress<string>(terminal.Message),
            Clock = terminal.Clock,
        };
        if (given.GetValue(backbone) is { } name)
            settings = settings with { Backbone = PublishedBackbone.Find(name).Name };
        // An option of many values has none where it is left out, not null.
        if (given.GetValue(shots) is { Length: > 0 } asked)
            settings = settings with { Shots = asked };
        if (given.GetValue(budget) is { } time)
            settings = settings with { Budget = time };
        try
        {
            return new ComparisonRun(settings).Run(source, stop);
        }
        catch (ArgumentException misfit) when (misfit is not Backbones.UnknownBackboneException
            && given.GetResult(inputSize) is not null)
        {
            throw new UsageException(misfit.Message);
        }
    }

    private void Print(ComparisonResult result)
    {
        var table = new ColumnTable(
            ("", false), ("pictures a class", true), ("accuracy", true), ("95 % interval", true), ("epochs", true), ("time", true),
            ("processors", true), ("multiply-adds", true));
        foreach (var point in result.Points.OrderBy(point => point.Method).ThenBy(point => point.Shots))
            table.Add(
                ComparisonRun.NameOf(point.Method),
                point.IsAll ? FormattableString.Invariant($"all ({point.Shots})") : point.Shots.ToString(CultureInfo.InvariantCulture),
                ComparisonWords.Percent(point.Accuracy),
                $"{ComparisonWords.Percent(point.Interval.Low)} to {ComparisonWords.Percent(point.Interval.High)}",
                point.Epochs.ToString(CultureInfo.InvariantCulture),
                ComparisonWords.Time(point.Seconds),
                ComparisonWords.Time(point.ProcessorSeconds),
                ComparisonWords.Multiplications(point.MultiplyAdds));
        terminal.Result(table.ToString());
        terminal.Result("");
        foreach (var sentence in ComparisonWords.Verdict(result))
            terminal.Result(sentence);
        foreach (var claim in result.Claims)
            terminal.Result(ComparisonWords.Of(claim, result));
    }

    private static int?[]? ReadShots(string text)
    {
        var words = text.Split(',');
        var numbers = words.Select(word => word == AllPictures ? (int?)null
            : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 2 ? number : 0).ToArray();
        return numbers.Contains(0) ? null : numbers;
    }

    private static int?[] Refused(System.CommandLine.Parsing.ArgumentResult given)
    {
        given.AddError($"--shots is '{given.Tokens[0].Value}'; it must be numbers of pictures a class, 2 or more, or all, such as 5,20,all.");
        return [];
    }
}
