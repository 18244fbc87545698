using System.CommandLine;
using Graft.Trunk;
using Graft.Weights;

namespace Graft.Cli.Parsing;

/// <summary>Options that several verbs have, so that they are called and explained alike.</summary>
internal static class CommonOptions
{
    public static Option<string> Backbone(string description = "The published network; 'graft backbones' lists them.") =>
        new("--backbone") { HelpName = "NAME", Description = description };

    public static Option<string> Weights(string description, string helpName = "FILE") =>
        new("--weights") { HelpName = helpName, Description = description };

    public static Option<InputSize?> InputSize() => NumberOptions.Size(
        "--input-size", "The size that pictures are brought to; the network's own without it.");

    public static Option<string> Output(string helpName, string description) =>
        new("--output", "-o") { HelpName = helpName, Description = description };

    public static Option<bool> Force() => Flag("--force", "Replace a file that is there already.");

    public static Option<bool> Offline() => Flag("--offline", "Download nothing.");

    public static Option<string[]> AcceptLicence() => new("--accept-licence")
    {
        HelpName = "ID",
        Description = "Use weights under this licence, which forbids commercial use, such as CC-BY-NC-4.0; for this run alone.",
    };

    /// <summary>Where weights are looked for, and under which licences they are used.</summary>
    public static WeightsSearch Search(ParseResult given, Option<string[]> acceptLicence, Option<bool> offline) =>
        WeightsSearch.FromEnvironment(given.GetValue(offline)) with
        {
            AcceptedLicences = given.GetValue(acceptLicence) ?? [],
        };

    public static Option<int?> Seed() => NumberOptions.Any("--seed", "Fixes everything random; 0 without it.");

    public static Option<int?> Threads() => NumberOptions.Whole(
        "--threads", "Threads to compute with; as many as processors without it.", least: 1);

    public static Option<Precision?> Precision() => ChoiceOption.Of<Precision>(
        "--precision", "What the published network is computed in; auto takes bf16 where it is faster and as good.");

    public static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };
}
