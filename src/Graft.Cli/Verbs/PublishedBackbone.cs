using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Cli.Parsing;

namespace Graft.Cli.Verbs;

/// <summary>The backbone that options name. What does not fit it is wrong usage.</summary>
internal static class PublishedBackbone
{
    /// <exception cref="UsageException">There is no backbone of that name; the nearest are named.</exception>
    public static Backbone Find(string name, string? weights = null)
    {
        try
        {
            return BackboneRegistry.Find(name, search: null, weights);
        }
        catch (UnknownBackboneException unknown)
        {
            throw new UsageException($"{unknown.Message} 'graft backbones' lists all.");
        }
    }

    /// <summary>The network with weights: those of a file, or the published ones, wherever they are found.</summary>
    /// <exception cref="UsageException">The input's size does not fit the backbone.</exception>
    public static Model Load(
        Backbone backbone, BackboneOptions options, InputSize? size, string? file, Terminal terminal, DownloadStage download,
        CancellationToken stop)
    {
        var located = backbone.Locate(options with { Weights = file ?? BackboneOptions.Published }, download, stop);
        if (located.Warning is { } warning)
            terminal.Warning(warning);
        terminal.Detail($"weights: '{located.Path}'");
        return Sized(options, size, wanted => backbone.Load(wanted, located));
    }

    /// <summary>The network as the options say.</summary>
    /// <exception cref="UsageException">The input's size does not fit the backbone.</exception>
    public static Model Build(Backbone backbone, BackboneOptions options, InputSize? size) =>
        Sized(options, size, wanted => backbone.Load(wanted));

    private static Model Sized(BackboneOptions options, InputSize? size, Func<BackboneOptions, Model> load)
    {
        try
        {
            return load(size is { } given ? options with { InputShape = (given.Height, given.Width, 3) } : options);
        }
        catch (ArgumentException misfit)
        {
            throw new UsageException(misfit.Message);
        }
    }
}
