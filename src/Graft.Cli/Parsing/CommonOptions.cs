using System.CommandLine;
using Graft.Trunk;

namespace Graft.Cli.Parsing;

/// <summary>Options that several verbs have, so that they are called and explained alike.</summary>
internal static class CommonOptions
{
    public static Option<string> Backbone() => new("--backbone")
    {
        HelpName = "NAME",
        Description = "The published network; 'graft backbones' lists them.",
    };

    public static Option<string> Weights(string description) => new("--weights") { HelpName = "FILE", Description = description };

    public static Option<InputSize?> InputSize() => NumberOptions.Size(
        "--input-size", "The size that pictures are brought to; the network's own without it.");

    public static Option<string> Output(string helpName, string description) =>
        new("--output", "-o") { HelpName = helpName, Description = description };

    public static Option<bool> Force() => Flag("--force", "Replace a file that is there already.");

    public static Option<bool> Offline() => Flag("--offline", "Download nothing.");

    public static Option<int?> Seed() => NumberOptions.Any("--seed", "Fixes everything random; 0 without it.");

    public static Option<int?> Threads() => NumberOptions.Whole(
        "--threads", "Threads to compute with; as many as processors without it.", least: 1);

    public static Option<Precision?> Precision() => ChoiceOption.Of<Precision>(
        "--precision", "What the published network is computed in; auto takes bf16 where it is faster and as good.");

    public static Option<bool> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };
}
