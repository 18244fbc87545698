using Graft.Backbones;
using Graft.Data.Augmentation;
using Graft.Operations;
using Graft.Weights;

namespace Graft.Planning.Comparison;

/// <summary>What is compared, and what that may cost.</summary>
public sealed record ComparisonSettings
{
    /// <summary>The name of the network that all methods use.</summary>
    public string Backbone { get; init; } = "embedded";

    /// <summary>A weights file; null for the published weights, wherever they are found.</summary>
    public string? Weights { get; init; }

    /// <summary>Height and width of its input in pixels; null for the size that it was trained with.</summary>
    public Size2D? InputSize { get; init; }

    /// <summary>
    /// With how many pictures a class it is measured, each at least 2; null is all. Numbers that no class has are left out.
    /// </summary>
    /// <value>The default is 5, 10, 20, 50 and all.</value>
    public IReadOnlyList<int?> Shots { get; init; } = [5, 10, 20, 50, null];

    /// <summary>
    /// How long one training may take, above 0; the same for each method. Where its usual number of epochs would take longer, it has
    /// as many as fit, to the end of its learning rates, but at least one.
    /// </summary>
    /// <value>The default is two minutes.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Fixes everything random.</summary>
    public int Seed { get; init; }

    /// <summary>Where published weights are looked for; null for what the environment says.</summary>
    public WeightsSearch? Search { get; init; }

    /// <summary>Threads to compute and decode with, at least 1; null for as many as there are processors.</summary>
    public int? Threads { get; init; }

    /// <summary>Is told how far the training at hand is.</summary>
    public IProgress<ClassifierProgress>? Progress { get; init; }

    /// <summary>Is told in a sentence which training begins, and how long everything will still take.</summary>
    public IProgress<string>? Announcements { get; init; }

    /// <summary>Tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Tells how long processors have worked for this process.</summary>
    public Func<TimeSpan> ProcessorTime { get; init; } = () => Environment.CpuUsage.TotalTime;

    /// <summary>The recipe of a method, with its usual number of epochs.</summary>
    /// <param name="method">The method.</param>
    /// <param name="shots">Pictures a class; null for all.</param>
    internal Recipe RecipeOf(ComparisonMethod method, int? shots)
    {
        var plain = new Recipe
        {
            Backbone = Backbone,
            InputSize = InputSize,
            Seed = Seed,
            Shots = shots,
            // No method chooses by pictures that it was not trained on.
            ValidationFraction = 0,
        };
        return method switch
        {
            ComparisonMethod.Head => plain with { Weights = Weights },
            ComparisonMethod.FineTuned => plain with
            {
                Weights = Weights,
                FineTune = FineTuneDepth.All,
                FineTuning = new FineTuneRecipe { KeepLast = true },
                Augment = AugmentationPreset.Standard,
            },
            ComparisonMethod.Scratch => plain with
            {
                Weights = Recipe.RandomWeights,
                FineTune = FineTuneDepth.All,
                FineTuning = FineTuneRecipe.FromScratch,
                BatchSize = 16,
                // Stronger changes leave so few pictures unlearned.
                Augment = AugmentationPreset.Light,
            },
            _ => plain with { Weights = Recipe.RandomWeights },
        };
    }

    /// <summary>The network, whose weights do not count.</summary>
    /// <exception cref="UnknownBackboneException">There is none of this name.</exception>
    /// <exception cref="ArgumentException">The input size does not fit it.</exception>
    internal Model Network()
    {
        var backbone = BackboneRegistry.Find(Backbone);
        var shape = RecipeOf(ComparisonMethod.Head, null).InputShape(backbone);
        return backbone.Load(new BackboneOptions { InputShape = shape, Weights = null });
    }
}
