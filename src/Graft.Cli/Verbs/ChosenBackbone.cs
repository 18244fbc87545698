using System.Globalization;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Planning;
using Graft.Weights;

namespace Graft.Cli.Verbs;

/// <summary>The backbone of a training where none is named, and what is said about it.</summary>
internal static class ChosenBackbone
{
    // Small, under a licence that allows everything, and measured on the pictures that README tells of.
    private const string Better = "mobilenet_0.75.keras";

    /// <summary>The one that a weights file is for, else the best one on this machine.</summary>
    /// <param name="file">The weights file; null: none is named.</param>
    /// <param name="search">Where weights are looked for.</param>
    /// <param name="terminal">Says which it is.</param>
    /// <exception cref="UsageException">The weights file does not say which network it is for.</exception>
    /// <exception cref="WeightsException">The weights file cannot be read.</exception>
    public static Backbone Of(string? file, WeightsSearch search, Terminal terminal)
    {
        if (file == Recipe.RandomWeights)
            return BackboneRegistry.Find("embedded");
        if (file is not null)
            return For(file);
        var chosen = DefaultBackbone.In(search);
        terminal.Message(chosen.Weights.Top1 is { } accuracy
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"No --backbone is named: '{chosen.Name}' is the best on this machine ({accuracy:0.0 %} on ImageNet).")
            : $"No --backbone is named: '{chosen.Name}' comes with Graft. A published one gives more: "
                + $"'graft pull {Better}' fetches it, and --backbone {Better} takes it.");
        return chosen;
    }

    private static Backbone For(string file)
    {
        using var weights = WeightsFile.Open(file);
        return PretrainedEntry.In(weights) is { } entry
            ? PublishedBackbone.Find(entry.Architecture)
            : throw new UsageException(
                $"'{file}' does not say which network its weights are for; name it with --backbone. 'graft weights {file}' says which "
                + "it fits.");
    }
}
