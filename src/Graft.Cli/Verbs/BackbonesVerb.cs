using System.CommandLine;
using System.Globalization;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Weights;

namespace Graft.Cli.Verbs;

/// <summary>Lists the published networks.</summary>
internal sealed class BackbonesVerb(Terminal terminal, Option<bool> json) : Verb(
    "backbones", "Lists the published networks that a model can stand on.",
    "graft backbones", "graft backbones --json")
{
    protected override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var search = WeightsSearch.FromEnvironment();
        IReadOnlyList<ListedBackbone> listed =
            [.. BackboneRegistry.All.Concat(OwnBackbones.In(search)).Select(backbone => ListedBackbone.Of(backbone, search))];
        if (given.GetValue(json))
            terminal.Json(listed, Documents.Readable.IReadOnlyListListedBackbone);
        else
            Print(listed);
        return Task.FromResult(ExitCode.Done);
    }

    private void Print(IReadOnlyList<ListedBackbone> listed)
    {
        var table = new ColumnTable(
            ("name", false), ("parameters", true), ("input", true), ("features", true), ("top-1", true), ("licence", false),
            ("on this machine", false));
        foreach (var backbone in listed)
        {
            var weights = backbone.Weights[0];
            table.Add(
                backbone.Name,
                Number(backbone.Parameters),
                Number(backbone.InputSize),
                Number(backbone.Features),
                weights.Top1 is { } top1 ? string.Create(CultureInfo.InvariantCulture, $"{100 * top1:0.0} %") : "-",
                weights.Licence,
                backbone.Weights.Any(file => file.Cached) ? "yes" : "no");
        }
        terminal.Result(table.ToString());
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
