using System.CommandLine;
using Graft.Bench.Contenders;
using Graft.Bench.Processes;
using Graft.Bench.Reports;

namespace Graft.Bench;

/// <summary>The program's words: all comparisons, or those named; and, within a child process, one contender.</summary>
internal sealed class BenchCommand : RootCommand
{
    private readonly Argument<string[]> names = new("comparison")
    {
        Description = $"What is compared: {Names}. All but the sweeps where left out.",
    };

    private readonly Option<int?> rounds = new("--rounds")
    {
        Description = "How often each contender is measured; each comparison has its own default.",
    };

    private readonly Option<double> seconds = new("--seconds")
    {
        Description = "How long a contender computes in a round, at least.",
        DefaultValueFactory = _ => 1.5,
    };

    private readonly Option<int> threads = new("--threads")
    {
        Description = "Threads of every contender.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print one JSON document to standard output, and the tables to standard error.",
    };

    private readonly Option<string?> save = new("--save")
    {
        Description = "A folder; the tables are written there to DATE-MACHINE.md.",
    };

    private readonly Option<string?> contender = new("--contender") { Hidden = true };

    public BenchCommand() : base("Measures Graft against other stacks, each contender in a process of its own, all in one run.")
    {
        Add(names);
        foreach (var option in (Option[])[rounds, seconds, threads, json, save, contender])
            Add(option);
        Add(new MemoryCommand());
        Add(new PlanCommand());
        Add(new HeadCommand());
        SetAction(Run);
    }

    private static string Names => string.Join(", ", Comparison.All.Select(comparison => comparison.Name));

    private int Run(ParseResult given)
    {
        if (given.GetValue(contender) is { } name)
        {
            using var own = ContenderCatalog.Create(name, given.GetValue(threads));
            ContenderServer.Serve(own, Console.In, Console.Out);
            return 0;
        }
        var wanted = Comparison.All.Where(comparison => !comparison.IsSweep).ToList();
        if (given.GetValue(names) is { Length: > 0 } some)
        {
            wanted = [.. Comparison.All.Where(comparison => some.Contains(comparison.Name))];
            if (some.Except(wanted.Select(comparison => comparison.Name)).ToList() is { Count: > 0 } unknown)
            {
                Console.Error.WriteLine($"There is no comparison {string.Join(", ", unknown)}. Known: {Names}.");
                return 2;
            }
        }
        Measure(wanted, given);
        return 0;
    }

    private void Measure(IReadOnlyList<Comparison> wanted, ParseResult given)
    {
        var tables = given.GetValue(json) ? Console.Error : Console.Out;
        var report = new Report(Machine.Describe(DateTimeOffset.Now), given.GetValue(threads));
        tables.WriteLine(report.Heading);
        foreach (var comparison in wanted)
        {
            var often = given.GetValue(rounds) ?? comparison.Rounds;
            var result = comparison.Run(often, given.GetValue(seconds), given.GetValue(threads), Console.Error);
            report.Add(result);
            tables.WriteLine(TextTable.Of(result));
        }
        if (given.GetValue(json))
            Console.Out.WriteLine(report.ToJson());
        if (given.GetValue(save) is { } folder)
            tables.WriteLine($"Written: {report.Save(folder)}");
    }
}
