namespace Graft.Planning;

/// <summary>
/// When adapters can be kept without their network: where there are adapters, and the network is one that can be had again, as it was
/// published.
/// </summary>
internal static class AdaptersAlone
{
    /// <param name="recipe">What shall be trained.</param>
    /// <param name="from">The finished model that it continues from; null: none.</param>
    /// <exception cref="RecipeException">They cannot.</exception>
    public static void Require(Recipe recipe, FinishedModel? from)
    {
        if (!FineTuneDepth.IsAdapters(recipe.FineTune))
            throw new RecipeException(
                $"The fine-tuning is '{recipe.FineTune}'; adapters alone can be kept of '{FineTuneDepth.Lora}' and "
                + $"'{FineTuneDepth.Ssf}'.");
        if (recipe.Weights is { } weights)
            throw new RecipeException(
                $"Adapters alone belong to the weights that are published for the backbone, and '{weights}' was given; keep the whole "
                + "model.");
        if (from is { HasTrainedBackbone: true })
            throw new RecipeException(
                $"Adapters alone belong to a published network, and that of '{from.Path}' was trained further; keep the whole model.");
        if (from?.Made.Weights is { } own)
            throw new RecipeException(
                $"Adapters alone belong to the weights that are published for the backbone, and '{from.Path}' stands on '{own}'; keep "
                + "the whole model.");
    }
}
