using System.Security.Cryptography;
using Graft.Backbones;
using Graft.Export;
using Graft.Runtime.Bundles;
using Graft.Weights;
using Graft.Weights.Downloads;

namespace Graft.Planning;

/// <summary>The network that a training begins with: published, at random, or that of a finished model. It is frozen.</summary>
internal sealed record StartingNetwork
{
    private StartingNetwork()
    {
    }

    /// <summary>Its backbone.</summary>
    public required Backbone Backbone { get; init; }

    /// <summary>Its graph, without a classifier.</summary>
    public required Model Network { get; init; }

    /// <summary>The finished model that the training continues from; null: none.</summary>
    public required Continuation? Continued { get; init; }

    /// <summary>Which weights it has; null where they are random, or of a model that does not say.</summary>
    public required WeightsIdentity? Weights { get; init; }

    /// <summary>What stands for its weights where trainings are compared; empty where they are random.</summary>
    public required string WeightsHash { get; init; }

    /// <summary>What a person should know of the weights' file; null: nothing.</summary>
    public required string? Warning { get; init; }

    /// <summary>A hash of what is published of it, for a bundle of adapters alone; null where none is asked for.</summary>
    public required ContentHash? PublishedHash { get; init; }

    /// <summary>Loads it.</summary>
    /// <param name="recipe">Names it.</param>
    /// <param name="settings">What belongs to the machine.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="RecipeException">The recipe contradicts the model to continue from, or names one that is not given.</exception>
    /// <exception cref="UnknownBackboneException">There is no backbone of the recipe's name.</exception>
    /// <exception cref="ArgumentException">The input size does not fit the backbone.</exception>
    /// <exception cref="WeightsException">The backbone's weights cannot be had, or do not fit.</exception>
    /// <exception cref="LicenceException">A licence forbids commercial use and was not accepted.</exception>
    public static StartingNetwork Of(
        Recipe recipe, ClassifierTrainingSettings settings, IReadOnlyList<string> classes, CancellationToken cancellationToken)
    {
        var backbone = BackboneRegistry.Find(recipe.Backbone, settings.Search, recipe.Weights);
        if (settings.AdaptersOnly)
            AdaptersAlone.Require(recipe, settings.From);
        var continued = Continue(recipe, settings, backbone, classes);
        LocatedWeights? weights = null;
        var network = continued?.Network
            ?? (recipe.Weights == Recipe.RandomWeights
                ? ScratchStart.Network(backbone, recipe)
                : Load(recipe, settings, backbone, cancellationToken, out weights));
        network.Trainable = false;
        var identity = weights is null ? continued?.From.Backbone.Weights : Identity(backbone, weights);
        return new StartingNetwork
        {
            Backbone = backbone,
            Network = network,
            Continued = continued,
            Weights = identity,
            WeightsHash = continued?.From.Hash ?? identity?.Hash?.Value ?? "",
            Warning = weights?.Warning,
            PublishedHash = settings.AdaptersOnly ? AdapterBundle.HashOf(network) : null,
        };
    }

    private static Continuation? Continue(
        Recipe recipe, ClassifierTrainingSettings settings, Backbone backbone, IReadOnlyList<string> classes)
    {
        if (settings.From is null)
            return recipe.From is null ? null : throw new RecipeException(
                $"The recipe continues from a finished model with the weights {FinishedModel.Short(recipe.From)}; give that, too.");
        settings.From.Check(recipe);
        LicenceException.ThrowIfNotAccepted(
            $"The weights below the head of '{settings.From.Path}'", settings.From.Backbone.Weights?.Licence, page: null,
            settings.Search ?? WeightsSearch.FromEnvironment());
        var start = new Continuation(settings.From, recipe, classes, backbone, settings.Search);
        settings.Announcements?.Report(start.Sentence);
        return start;
    }

    private static Model Load(
        Recipe recipe, ClassifierTrainingSettings settings, Backbone backbone, CancellationToken cancellationToken,
        out LocatedWeights located)
    {
        var options = new BackboneOptions
        {
            InputShape = recipe.InputShape(backbone),
            Weights = recipe.Weights ?? BackboneOptions.Published,
            Search = settings.Search,
        };
        var progress = settings.Progress is { } report
            ? new DirectReports<DownloadProgress>(download =>
                report.Report(new ClassifierProgress(ClassifierStage.Weights, download.Bytes, download.Total)))
            : null;
        located = backbone.Locate(options, progress, cancellationToken);
        return backbone.Load(options, located);
    }

    private static WeightsIdentity Identity(Backbone backbone, LocatedWeights weights)
    {
        using var file = File.OpenRead(weights.Path);
        var hash = new ContentHash("sha256", Convert.ToHexStringLower(SHA256.HashData(file)));
        return new WeightsIdentity(Path.GetFileName(weights.Path), hash, backbone.Weights.Licence);
    }
}
