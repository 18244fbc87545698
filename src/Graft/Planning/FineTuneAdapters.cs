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
    public static TrainedAdapters? Merge(TappedNetwork network, FineTuneRecipe how)
    {
        var adapters = network.Network.Adapters;
        if (adapters.Count == 0)
            return null;
        var trained = new TrainedAdapters(
            adapters[0] is LowRankAdapter ? FineTuneDepth.Lora : FineTuneDepth.Ssf, how.AdapterAlpha,
            [.. adapters.SelectMany(adapter => adapter.Weights).Select(weight =>
                new TrainedArray($"{weight.Layer.Name}/{weight.Name}", [.. weight.Shape.Dimensions], weight.ToArray()))]);
        network.Network.MergeAdapters();
        return trained;
    }
}

/// <summary>The adapters of a backbone, as they were trained.</summary>
/// <param name="Kind">Which they are, in the words of the command line.</param>
/// <param name="Alpha">What a low-rank one counts, times its rank.</param>
/// <param name="Arrays">Their weights.</param>
internal sealed record TrainedAdapters(string Kind, double Alpha, IReadOnlyList<TrainedArray> Arrays)
{
    /// <summary>Number of weights.</summary>
    public long Parameters => Arrays.Sum(array => array.Values.LongLength);
}

/// <summary>One array.</summary>
/// <param name="Name">Its layer's name and its own: <c>conv_pw_1/lora_a</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its values, row by row.</param>
internal sealed record TrainedArray(string Name, IReadOnlyList<int> Shape, float[] Values);
