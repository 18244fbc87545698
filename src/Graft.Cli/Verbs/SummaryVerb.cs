using System.CommandLine;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Runtime.Bundles;

namespace Graft.Cli.Verbs;

/// <summary>Prints the table of layers that Keras users know.</summary>
internal sealed class SummaryVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> name =
        new("NAME|MODEL") { Description = "A published network ('graft backbones' lists them), or a model's file." };
    private readonly Option<bool> includeTop = CommonOptions.Flag("--include-top", "With the network's own classifier.");
    private readonly Option<InputSize?> inputSize = CommonOptions.InputSize();
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();

    public SummaryVerb(Terminal terminal, Option<bool> json) : base(
        "summary", "Prints a network's layers, shapes and parameters.",
        "graft summary vgg16.keras --input-size 150",
        "graft summary mobilenet_0.75.keras --include-top --json",
        "graft summary flowers.graft")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(name);
        Add(includeTop);
        Add(inputSize);
        Add(acceptLicence);
    }

    protected override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var model = Load(given, given.GetRequiredValue(name));
        if (given.GetValue(json))
            terminal.Json(SummarizedModel.Of(model), Documents.Readable.SummarizedModel);
        else
            model.Summary(terminal.Output);
        return Task.FromResult(ExitCode.Done);
    }

    // A name with a folder or an ending of ours is a file's, whether it is there or not; any other is a backbone's unless a file
    // has it.
    private Model Load(ParseResult given, string named)
    {
        if (File.Exists(named) || Directory.Exists(named) || Path.GetFileName(named) != named
            || Path.GetExtension(named) == ".graft")
        {
            if (given.GetValue(includeTop) || given.GetResult(inputSize) is not null)
                throw new UsageException("--include-top and --input-size are for published networks; a model is what it is.");
            return FinishedClassifier.Whole(Bundle.Open(named), given.GetValue(acceptLicence));
        }
        var options = new BackboneOptions { Weights = null, IncludeTop = given.GetValue(includeTop) };
        return PublishedBackbone.Build(PublishedBackbone.Find(named), options, given.GetValue(inputSize));
    }
}
