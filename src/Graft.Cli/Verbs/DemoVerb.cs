using System.CommandLine;
using System.Globalization;
using Graft.Cli.Demonstrations;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Reports;
using Graft.Cli.Results;

namespace Graft.Cli.Verbs;

/// <summary>Shows on drawn pictures what transfer learning is.</summary>
internal sealed class DemoVerb : Verb
{
    private const string DefaultFolder = "graft-demo";
    private const int DefaultShots = 10;

    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Option<string> output = CommonOptions.Output(
        "FOLDER", $"The folder for pictures, models and report; '{DefaultFolder}', here, without it.");
    private readonly Option<int?> shots = NumberOptions.Whole(
        "--shots", $"Train on N pictures a class; {DefaultShots} without it.", least: 2);
    private readonly Option<int?> seed = CommonOptions.Seed();
    private readonly Option<int?> threads = CommonOptions.Threads();
    private readonly Option<bool> force = CommonOptions.Flag("--force", "Replace an earlier demonstration in the folder.");

    public DemoVerb(Terminal terminal, Option<bool> json) : base(
        "demo", "Shows on pictures that it draws what a pre-trained network is worth against training from scratch.",
        "graft demo",
        "graft demo --seed 7 -o seven",
        "graft demo --shots 20 --force --json")
    {
        (this.terminal, this.json) = (terminal, json);
        foreach (var option in (Option[])[output, shots, seed, threads, force])
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var folder = new DemonstrationFolder(given.GetValue(output) ?? DefaultFolder);
        folder.Prepare(given.GetValue(force));
        var demonstration = new Demonstration(
            folder, given.GetValue(seed) ?? 0, given.GetValue(shots) ?? DefaultShots, given.GetValue(threads), terminal.Clock);
        var result = await terminal.TrackAsync(board => Task.Run(() => demonstration.Run(board, stop), stop));
        DemonstrationReport.Write(result);
        if (given.GetValue(json))
            terminal.Json(DemonstratedTransfer.Of(result), Documents.Readable.DemonstratedTransfer);
        else
            Print(result);
        return ExitCode.Done;
    }

    private void Print(Demonstrated result)
    {
        var counts = result.Transfer.Training.Pictures;
        terminal.Result(string.Create(CultureInfo.InvariantCulture,
            $"{counts.Train} drawn pictures of {result.Transfer.Training.Classes.Count} classes to train on, {result.Transfer.Report.Count} "
            + $"others to judge by: {result.Folder.Pictures}"));
        terminal.Result("");
        var table = new ColumnTable(("", false), ("accuracy", true), ("95 % interval", true), ("time", true));
        Add("pre-trained network", result.Transfer);
        Add("from scratch", result.Scratch);
        terminal.Result(table.ToString());
        terminal.Result("");
        var gain = string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Abs(result.Gain):0.0}");
        terminal.Result(result.Gain > 0
            ? $"The pre-trained network tells {gain} in a hundred more pictures rightly."
            : $"The pre-trained network did not pay here: from scratch {gain} in a hundred more are rightly told.");
        terminal.Result($"Pictures, curves and confusion tables: {result.Folder.Report}");
        terminal.Result("");
        terminal.Result("Try next:");
        foreach (var command in NextCommands.After(result))
            terminal.Result("  " + command);

        void Add(string name, DemonstratedMethod method) => table.Add(
            name, Percent(method.Report.Accuracy), $"{Percent(method.Interval.Low)} to {Percent(method.Interval.High)}",
            Duration.Of(TimeSpan.FromSeconds(method.Seconds)));
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
