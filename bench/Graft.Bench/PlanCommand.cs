using System.CommandLine;
using System.Globalization;
using Graft.Bench.Processes;
using Graft.Bench.Reports;

namespace Graft.Bench;

/// <summary>
/// What planned fine-tuning (<c>--fine-tune auto</c>) is worth: on each set of pictures, whole and with few pictures a class, against the head
/// alone. Each training is kept as it ends, so that the measurement can be stopped and goes on where it was.
/// </summary>
internal sealed class PlanCommand : Command
{
    private readonly Argument<string[]> data = new("pictures")
    {
        Description = "Folders or zips of pictures.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> backbone = new("--backbone")
    {
        Description = "The published network.",
        DefaultValueFactory = _ => "mobilenet_0.75.keras",
    };

    private readonly Option<string?> inputSize = new("--input-size") { Description = "Its input, as 'graft train' takes it." };

    private readonly Option<int[]> shots = new("--shots")
    {
        Description = "Pictures a class; beside them all are taken.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [10, 20],
    };

    private readonly Option<string> budget = new("--budget")
    {
        Description = "How long a training may take.",
        DefaultValueFactory = _ => "3m",
    };

    private readonly Option<string> longBudget = new("--long-budget")
    {
        Description = "How long another one on all pictures may take.",
        DefaultValueFactory = _ => "15m",
    };

    private readonly Option<string> keep = new("--keep")
    {
        Description = "The folder in which finished trainings are kept; those that are there already are not run again.",
        DefaultValueFactory = _ => "plan-results",
    };

    public PlanCommand()
        : base("plan", "Compares --fine-tune auto with the head alone, and fails where it is worse by more than one standard error.")
    {
        Add(data);
        foreach (var option in (Option[])[backbone, inputSize, shots, budget, longBudget, keep])
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        string[] network =
        [
            "--backbone", given.GetValue(backbone)!, .. given.GetValue(inputSize) is { } size ? (string[])["--input-size", size] : [],
        ];
        // Another network's trainings are others.
        var name = string.Join('-', network.Where(word => !word.StartsWith("--", StringComparison.Ordinal)));
        var folder = Directory.CreateDirectory(Path.Combine(given.GetValue(keep)!, name));
        int?[] counts = [.. given.GetValue(shots)!, null];
        var isWorse = false;
        Console.Out.WriteLine("pictures | head alone | fine-tuning | budget | chosen | tried");
        foreach (var pictures in given.GetValue(data)!)
            foreach (var count in counts)
            {
                var alone = Trained(folder, pictures, network, count, budget: null);
                string[] budgets = count is null ? [given.GetValue(budget)!, given.GetValue(longBudget)!] : [given.GetValue(budget)!];
                foreach (var limit in budgets)
                {
                    var planned = Trained(folder, pictures, network, count, limit);
                    var worse = planned.Accuracy < alone.Accuracy - alone.StandardError;
                    isWorse |= worse;
                    Console.Out.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Path.GetFileNameWithoutExtension(pictures)}, {count?.ToString(CultureInfo.InvariantCulture) ?? "all"} | "
                        + $"{alone.Accuracy:0.000} ± {alone.StandardError:0.000} | {planned.Accuracy:0.000}{(worse ? " WORSE" : "")} | "
                        + $"{limit}, {planned.Seconds:0} s taken | {planned.Chosen} | {planned.Tried}"));
                }
            }
        return isWorse ? 1 : 0;
    }

    private static PlannedTraining Trained(DirectoryInfo folder, string pictures, string[] network, int? shots, string? budget)
    {
        var name = Path.GetFileNameWithoutExtension(pictures);
        var count = shots?.ToString(CultureInfo.InvariantCulture) ?? "all";
        var file = Path.Combine(folder.FullName, $"{name}-{count}-{budget ?? "none"}.json");
        if (!File.Exists(file))
        {
            var model = Path.Combine(folder.FullName, "model.graft");
            Console.Error.WriteLine($"{name}, {count}, {(budget is null ? "head alone" : $"fine-tuning in {budget}")}");
            var json = GraftScript.Run(
            [
                "train", pictures, .. network, "-o", model, "--force", "--json",
                .. shots is null ? (string[])[] : ["--shots", count],
                .. budget is null ? (string[])["--fine-tune", "none"] : ["--fine-tune", "auto", "--budget", budget],
            ]);
            File.Delete(model);
            File.WriteAllText(file + ".part", json);
            File.Move(file + ".part", file);
        }
        return PlannedTraining.Read(file);
    }
}
