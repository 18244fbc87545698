using Graft.Layers;
using Graft.Weights;

namespace Graft.Training.Optimizers;

/// <summary>
/// Learning rates that fall from the head down to the input, so that what a network has learned first changes least: ULMFiT's
/// discriminative rates (Howard and Ruder, 2018, who divide by 2.6 a layer) and the layer-wise decay of vision transformers (Bao
/// et al., BEiT, 2021).
/// </summary>
public static class LayerDecay
{
    /// <summary>Groups for <see cref="Optimizer.ParameterGroups"/>.</summary>
    /// <param name="model">The model that is trained.</param>
    /// <param name="blocks">
    /// Its layers, block by block from the input up. Layers that stand in none, such as those of a new head, have the full rate.
    /// </param>
    /// <param name="layerDecay">What the rate is multiplied by from one block to the one below, above 0 and at most 1.</param>
    /// <param name="weightDecay">
    /// The weight decay of kernels; weights with one axis (biases, normalization) do not decay, as in timm. Null: all decay as
    /// the optimizer says.
    /// </param>
    /// <exception cref="TrainingException">The decay is out of its range.</exception>
    public static IReadOnlyList<ParameterGroup> Groups(
        Model model, IReadOnlyList<IReadOnlyCollection<Layer>> blocks, double layerDecay, double? weightDecay = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(blocks);
        var blockOf = (from block in blocks.Index() from layer in block.Item select (layer, block.Index))
            .DistinctBy(entry => entry.layer).ToDictionary(entry => entry.layer, entry => entry.Index);
        var weights = WeightNames.WithAdapters(model).Where(named => !named.Weight.IsStatistic).Select(named => (
            named.Name, named.Weight.Shape.Rank, blockOf.GetValueOrDefault(named.Weight.Layer, blocks.Count)));
        return Groups(weights, blocks.Count, layerDecay, weightDecay);
    }

    /// <summary>The same from names alone.</summary>
    /// <param name="weights">Each weight with its number of axes and its block, from 0 on.</param>
    /// <param name="last">The block with the full rate.</param>
    /// <param name="layerDecay">What the rate is multiplied by from one block to the one below.</param>
    /// <param name="weightDecay">The weight decay of weights with several axes; null: the optimizer's for all.</param>
    internal static IReadOnlyList<ParameterGroup> Groups(
        IEnumerable<(string Name, int Rank, int Block)> weights, int last, double layerDecay, double? weightDecay)
    {
        var problems = new Problems();
        problems.Require(layerDecay is > 0 and <= 1, $"{nameof(layerDecay)} is {layerDecay}; it must be above 0 and at most 1.");
        problems.ThrowIfAny(nameof(LayerDecay));
        return
        [
            .. from weight in weights
               group weight.Name by (weight.Block, Decays: weightDecay is null || weight.Rank > 1) into same
               orderby same.Key.Block
               select new ParameterGroup([.. same])
               {
                   RateFactor = Math.Pow(layerDecay, last - same.Key.Block),
                   WeightDecay = same.Key.Decays ? weightDecay : 0,
               },
        ];
    }
}
