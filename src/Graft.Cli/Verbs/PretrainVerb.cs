using System.CommandLine;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Pretraining;

namespace Graft.Cli.Verbs;

/// <summary>Trains a network from random weights.</summary>
internal sealed class PretrainVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly PretrainingOptions options;
    private readonly Argument<string> data = new("DATA")
    {
        Description = "Many pictures (thousands) with classes: a folder, a .zip or a .csv, as 'graft train' takes it. Its test part is "
            + "left alone.",
    };
    private readonly Option<string> augment = new("--augment")
    {
        HelpName = "trivial|rand|none",
        Description = "What is done with light, colours and shape of each view (TrivialAugment, RandAugment); trivial without it.",
    };
    private readonly Option<bool> noMixing = CommonOptions.Flag("--no-mixing", "Neither mixup nor CutMix.");

    public PretrainVerb(Terminal terminal, Option<bool> json) : base(
        "pretrain", "Trains a network from random weights on many pictures: a backbone of one's own.",
        "graft pretrain pictures.zip -o mine.weights.safetensors",
        "graft pretrain pictures/ --architecture mobilenet_0.25.keras --input-size 96 --budget 2h -o mine.weights.safetensors")
    {
        (this.terminal, this.json) = (terminal, json);
        augment.AcceptOnlyFromAmong("trivial", "rand", "none");
        Add(data);
        options = new PretrainingOptions(this);
        Add(augment);
        Add(noMixing);
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var recipe = options.Recipe(given);
        recipe = recipe with
        {
            Policy = given.GetValue(augment) ?? recipe.Policy,
            Mixup = given.GetValue(noMixing) ? 0 : recipe.Mixup,
            CutMix = given.GetValue(noMixing) ? 0 : recipe.CutMix,
        };
        return await PretrainingRun.Of(
            given, terminal, options, given.GetValue(json),
            settings => new ClassifierPretraining(recipe, settings)
            {
                Half = options.Half(given),
                Licence = options.Licence(given),
                Budget = options.Budget(given),
            }.Run(
                given.GetRequiredValue(data), given.GetRequiredValue(options.Output), PretrainingRun.Command(given),
                given.GetValue(options.Force), stop),
            stop);
    }
}
