using System.CommandLine;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Pretraining;

namespace Graft.Cli.Verbs;

/// <summary>Trains a network on what a finished one makes of pictures.</summary>
internal sealed class DistillVerb : Verb
{
    private const int DefaultTeacherSize = 128;

    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly PretrainingOptions options;
    private readonly Argument<string[]> data = new("DATA")
    {
        Description = "Many pictures: folders, zips or a .csv. Classes are not needed; those of the first are learned as well.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> teacher = new("--teacher")
    {
        HelpName = "NAME",
        Description = "The published network to learn from; 'graft backbones' lists them.",
        Required = true,
    };
    private readonly Option<string> weights = CommonOptions.Weights(
        "The teacher's weights file; without it they are looked for, and downloaded if need be.");
    private readonly Option<int?> teacherSize = NumberOptions.Whole(
        "--teacher-size", $"Height and width of what the teacher looks at; {DefaultTeacherSize} without it.", least: 1);
    private readonly Option<int?> views = NumberOptions.Whole(
        "--views", "How many views of each picture the teacher looks at, once each; 4 without it.", least: 1);
    private readonly Option<double?> temperature = NumberOptions.Positive(
        "--temperature", "What logits are divided by before they are compared; 2 without it.");
    private readonly Option<double?> featuresWeight = NumberOptions.Positive(
        "--features-weight", "What the comparison of the blocks' pooled outputs counts; 2 without it.");
    private readonly Option<bool> noLabels = CommonOptions.Flag("--no-labels", "Leave the classes of the pictures alone.");
    private readonly Option<string[]> acceptLicence = CommonOptions.AcceptLicence();
    private readonly Option<bool> offline = CommonOptions.Offline();

    public DistillVerb(Terminal terminal, Option<bool> json) : base(
        "distill", "Trains a small network on what a published one makes of pictures, with or without classes.",
        "graft distill pictures.zip --teacher mobilenet_0.75.keras -o small.weights.safetensors",
        "graft distill pictures/ more.zip --teacher vgg16.keras --phases 64:20,96:6 --half -o small.weights.safetensors")
    {
        (this.terminal, this.json) = (terminal, json);
        Add(data);
        options = new PretrainingOptions(this);
        foreach (var option in (Option[])[teacher, weights, teacherSize, views, temperature, featuresWeight, noLabels, acceptLicence,
            offline])
            Add(option);
    }

    protected override async Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var defaults = new TeacherRecipe(given.GetRequiredValue(teacher), given.GetValue(teacherSize) ?? DefaultTeacherSize);
        var recipe = options.Recipe(given) with
        {
            Policy = "none",
            Mixup = 0,
            CutMix = 0,
            LabelSmoothing = 0,
            Teacher = defaults with
            {
                Weights = given.GetValue(weights),
                Views = given.GetValue(views) ?? defaults.Views,
                Temperature = given.GetValue(temperature) ?? defaults.Temperature,
                FeaturesWeight = given.GetValue(featuresWeight) ?? defaults.FeaturesWeight,
                LabelsWeight = given.GetValue(noLabels) ? 0 : defaults.LabelsWeight,
            },
        };
        return await PretrainingRun.Of(
            given, terminal, options, given.GetValue(json),
            settings => new Distillation(
                recipe, settings with { Search = CommonOptions.Search(given, acceptLicence, offline) })
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
