using Graft.Adapters;

namespace Graft.Planning;

/// <summary>Adapters in fine-tuning: put into a backbone as a recipe says, and merged into it when they are trained.</summary>
internal static class FineTuneAdapters
{
    /// <summary>The kinds, the cheaper one first.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [FineTuneDepth.Ssf, FineTuneDepth.Lora];

    /// <summary>Whether a network has layers for a kind.</summary>
    public static bool Fit(TappedNetwork network, string kind) => network.Network.Layers.Any(
        kind == FineTuneDepth.Lora ? LowRankAdapter.Fits : ScaleAndShiftAdapter.Fits);

    /// <summary>Puts them into the backbone, if the recipe asks for them.</summary>
    /// <exception cref="RecipeException">It has no layers that can have them.</exception>
    public static void Add(TappedNetwork network, Recipe recipe, FineTuneRecipe how)
    {
        if (!FineTuneDepth.IsAdapters(recipe.FineTune))
            return;
        if (!Fit(network, recipe.FineTune))
            throw new RecipeException(
                $"'{recipe.Backbone}' has no layers that can have the adapters of '{recipe.FineTune}'; fine-tune blocks of it.");
        if (recipe.FineTune == FineTuneDepth.Lora)
            network.Network.AddLora(rank: how.AdapterRank, alpha: how.AdapterAlpha, seed: recipe.Seed);
        else
            network.Network.AddSsf();
    }

    /// <summary>Merges them into the backbone.</summary>
    /// <returns>What they were; null where there are none.</returns>
    public static TrainedAdapters? Merge(TappedNetwork network)
    {
        var trained = TrainedAdapters.Of(network.Network);
        network.Network.MergeAdapters();
        return trained;
    }
}
