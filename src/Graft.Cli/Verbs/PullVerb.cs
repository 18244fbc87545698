using System.CommandLine;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Weights;

namespace Graft.Cli.Verbs;

/// <summary>Downloads the weights of a backbone, so that later work needs no network.</summary>
internal sealed class PullVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> name = new("NAME") { Description = "The published network; 'graft backbones' lists them." };
    private readonly Option<bool> includeTop = CommonOptions.Flag(
        "--include-top", "The file with the classifier instead of the one without.");
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();
    private readonly Option<bool> offline = CommonOptions.Offline();

    public PullVerb(Terminal terminal, Option<bool> json) : base(
        "pull", "Downloads the weights of a published network, checks them and keeps them in the cache.",
        "graft pull vgg16.keras",
        "graft pull mobilenet_0.75.keras --include-top")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(name);
        Add(includeTop);
        Add(acceptLicence);
        Add(offline);
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var backbone = PublishedBackbone.Find(given.GetRequiredValue(name));
        var locator = new WeightsLocator(CommonOptions.Search(given, acceptLicence, offline));
        var located = await terminal.TrackAsync(async board =>
        {
            using var progress = new DownloadStage(board);
            return await locator.FindAsync(backbone.Weights, given.GetValue(includeTop), given: null, progress, stop);
        });
        if (located.Warning is { } warning)
            terminal.Warning(warning);

        var pulled = new PulledWeights(
            backbone.Name, Path.GetFileName(located.Path), located.Path, located.Origin, new FileInfo(located.Path).Length);
        if (given.GetValue(json))
            terminal.Json(pulled, Documents.Readable.PulledWeights);
        else
        {
            var news = located.Origin == WeightsOrigin.Download ? "" : ", was here already";
            terminal.Result($"{pulled.Path} ({Bytes.Of(pulled.Bytes)}{news})");
        }
        return ExitCode.Done;
    }
}
