using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Cli.Parsing;
using Graft.Cli.Results;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Cli.Verbs;

/// <summary>Lists, measures and empties what is kept on this machine.</summary>
internal sealed class CacheVerb : Verb
{
    private readonly Terminal terminal;
    private readonly Option<bool> json;
    private readonly Argument<string> action = new("list|clear")
    {
        Description = "Show what is kept, as without it, or remove it.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<CachePart?> only = ChoiceOption.Of<CachePart>("--only", "One of both alone.");

    public CacheVerb(Terminal terminal, Option<bool> json) : base(
        "cache", "Shows or removes the features and weights that are kept.",
        "graft cache", "graft cache clear", "graft cache clear --only features")
    {
        (this.terminal, this.json) = (terminal, json);
        action.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: not ("list" or "clear") and var value }])
                given.AddError($"'{value}' is nothing that a cache does; it is list or clear.");
        });
        Add(action);
        Add(only);
    }

    private enum CachePart
    {
        Features,
        Weights,
    }

    protected override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        var (store, weights) = (FeatureStore.FromEnvironment(), WeightsCache.FromEnvironment());
        var part = given.GetValue(only);
        var clear = given.GetValue(action) == "clear";
        var contents = Look(store, weights, part, clear);
        if (clear && part != CachePart.Weights)
            store.Clear();
        if (clear && part != CachePart.Features)
            weights.Clear();
        if (given.GetValue(json))
            terminal.Json(contents, Documents.Readable.CacheContents);
        else if (clear)
            terminal.Result($"{Bytes.Of(contents.Features.Bytes + contents.Weights.Bytes)} removed");
        else
            Print(contents, part);
        return Task.FromResult(ExitCode.Done);
    }

    private static CacheContents Look(FeatureStore store, WeightsCache weights, CachePart? part, bool clear)
    {
        CachedNetwork[] networks = part == CachePart.Weights ? [] : [.. store.List().Select(CachedNetwork.Of)];
        KeptWeights[] files = part == CachePart.Features ? [] : [.. weights.List()];
        return new(
            clear ? CacheAction.Clear : CacheAction.List,
            new(store.Folder, networks.Sum(network => network.Bytes), store.Limit, networks),
            new(weights.Folder, files.Sum(file => file.Bytes), files));
    }

    private void Print(CacheContents contents, CachePart? part)
    {
        var (features, weights) = (contents.Features, contents.Weights);
        if (part != CachePart.Weights)
        {
            terminal.Result($"features  {Bytes.Of(features.Bytes)} of at most {Bytes.Of(features.Limit)} in {features.Folder}");
            foreach (var network in features.Networks)
                terminal.Result(string.Create(CultureInfo.InvariantCulture,
                    $"  {Bytes.Of(network.Bytes),9}  {network.Pictures:N0} pictures, {network.Network}, "
                    + $"last used {network.LastUsed:yyyy-MM-dd}"));
        }
        if (part != CachePart.Features)
        {
            terminal.Result($"weights   {Bytes.Of(weights.Bytes)} in {weights.Folder}");
            foreach (var file in weights.Files)
                terminal.Result($"  {Bytes.Of(file.Bytes),9}  {file.File}");
        }
    }
}
