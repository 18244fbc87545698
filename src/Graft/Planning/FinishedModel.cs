using System.Globalization;
using System.Security.Cryptography;
using Graft.Backbones;
using Graft.Operations;
using Graft.Runtime.Bundles;
using Graft.Weights;

namespace Graft.Planning;

/// <summary>
/// A finished classifier that a training continues from: with its backbone's weights as they are, and with its head where the classes
/// are the same. Made by <c>graft train</c> or <see cref="ClassifierTraining"/>.
/// </summary>
public sealed class FinishedModel
{
    private readonly Bundle bundle;

    private FinishedModel(Bundle bundle, Recipe recipe, string hash)
    {
        (this.bundle, Made, Hash) = (bundle, recipe, hash);
        Parts = bundle.Configuration.Parts ?? new PartsRecord([], [], []);
    }

    /// <summary>The path that it was opened with.</summary>
    public string Path => bundle.Path;

    /// <summary>The names of its classes in the order of its outputs.</summary>
    public IReadOnlyList<string> Classes => bundle.Configuration.Labels;

    /// <summary>The SHA-256 of its weights, 64 hexadecimal digits; a recipe names the model by it.</summary>
    public string Hash { get; }

    /// <summary>
    /// The recipe of a training that continues from it: its own choices, without those that its pictures made. Change what shall be
    /// otherwise; backbone, weights and input size stay.
    /// </summary>
    public Recipe Recipe => Made with
    {
        From = Hash,
        Weights = null,
        Shots = null,
        Discriminant = null,
        Logistic = null,
        FineTuning = Made is { FineTuning: { } how, IsFromScratch: false } ? how with { EndAfter = null, KeepLast = false } : null,
    };

    /// <summary>The recipe that it was made by.</summary>
    internal Recipe Made { get; }

    /// <summary>The published network below its head.</summary>
    internal BackboneIdentity Backbone => bundle.Configuration.Backbone!;

    /// <summary>Which picture was in which part of its data.</summary>
    internal PartsRecord Parts { get; }

    /// <summary>
    /// Whether anything below its head was trained, so that it has learned from its pictures, whatever becomes of the head.
    /// </summary>
    internal bool HasTrainedBackbone => Made.From is not null || Made.FineTune != FineTuneDepth.None;

    private Size2D InputSize =>
        new(bundle.Configuration.Preprocessing!.InputHeight, bundle.Configuration.Preprocessing.InputWidth);

    /// <summary>Opens a bundle to continue from.</summary>
    /// <param name="path">A <c>.graft</c> file, or a folder that one was unpacked to.</param>
    /// <exception cref="BundleException">
    /// There is no bundle at the path, or it is not what a training makes of a published network.
    /// </exception>
    public static FinishedModel Open(string path)
    {
        var bundle = Bundle.Open(path);
        var (configuration, recipe) = (bundle.Configuration, (Recipe?)null);
        try
        {
            recipe = Recipe.Parse(bundle.ReadPart(BundleParts.Recipe));
        }
        catch (RecipeException e) when (configuration.Backbone is not null)
        {
            throw new BundleException($"Training cannot continue from '{path}': its recipe cannot be followed: {e.Message}", e);
        }
        catch (RecipeException)
        {
            // A model that no training made: below.
        }
        if (recipe is null || configuration.Task != BundleTask.ImageClassification || configuration.Graph is null
            || configuration.Backbone?.Name != recipe.Backbone)
            throw new BundleException(
                $"Training cannot continue from '{path}': it is no classifier that was trained on a published network. "
                + "In a program, Model.Load gives its graph, and Fit trains that.");
        using var weights = bundle.OpenPart(bundle.HoldsAdaptersOnly ? BundleParts.Adapters : BundleParts.Weights);
        return new FinishedModel(bundle, recipe, Convert.ToHexStringLower(SHA256.HashData(weights)));
    }

    /// <summary>Names everything in a recipe that contradicts the model.</summary>
    /// <exception cref="RecipeException">Something does.</exception>
    public void Check(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var problems = new List<string>();
        if (recipe.Backbone != Made.Backbone)
            problems.Add($"the backbone is '{recipe.Backbone}', and the model's is '{Made.Backbone}'");
        if (recipe.Weights is { } file)
            problems.Add($"the weights are those of '{file}', and training starts with the model's own");
        var size = recipe.InputSize ?? Size(BackboneRegistry.Find(Made.Backbone, null, recipe.Weights).DefaultShape);
        if (size != InputSize)
            problems.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"the input size is {size.Height} x {size.Width}, and the model's is {InputSize.Height} x {InputSize.Width}"));
        if (recipe.From != Hash)
            problems.Add(
                $"the recipe continues from {(recipe.From is { } other ? $"a model with the weights {Short(other)}" : "no model")}, "
                + $"and this one has the weights {Short(Hash)}");
        if (problems.Count > 0)
            throw new RecipeException(
                $"The training cannot continue from '{Path}' like that: {string.Join("; ", problems)}. Leave it out, or start afresh.");
    }

    /// <summary>A hash as people can compare it.</summary>
    internal static string Short(string hash) => hash.Length > 12 ? hash[..12] + "..." : hash;

    /// <summary>Loads its graph and weights; each time anew, since training changes them.</summary>
    /// <exception cref="BundleException">They do not fit each other.</exception>
    /// <exception cref="WeightsException">It holds adapters alone, and the weights of their network cannot be had.</exception>
    internal Model Load(WeightsSearch? search) => Model.Load(bundle, search);

    /// <summary>The record of a model that has learned from this one's pictures, too.</summary>
    internal PartsRecord With(PartsRecord parts)
    {
        string[] train = [.. parts.Train.Union(Parts.Train)];
        string[] validation = [.. parts.Validation.Union(Parts.Validation)];
        return new PartsRecord(train, validation, [.. parts.Test.Union(Parts.Test).Except(train).Except(validation)]);
    }

    /// <summary>Whether it was trained on a picture, or chosen by it.</summary>
    internal bool HasLearnedFrom(string hash) =>
        Parts.Contains(DataPart.Train, hash) || Parts.Contains(DataPart.Validation, hash);

    private static Size2D Size(Shape shape) => new(shape[0], shape[1]);
}
