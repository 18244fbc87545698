using Graft.Adapters;
using Graft.Layers;

namespace Graft;

/// <summary>Adapters of a model: small trainable additions to layers that stay as they are.</summary>
public static class ModelAdapters
{
    /// <summary>Adds adapters to a model.</summary>
    /// <param name="model">The model.</param>
    extension(Model model)
    {
        /// <summary>The adapters of its layers, those of nested models included, in the order of the layers.</summary>
        public IReadOnlyList<LayerAdapter> Adapters => [.. AllLayers(model).Select(layer => layer.Adapter).OfType<LayerAdapter>()];

        /// <summary>
        /// Adds LoRA (Hu et al., 2021) to dense layers and convolutions of single points: from then on they train two thin matrices each
        /// in the place of their weights. What the model gives is at first the same.
        /// </summary>
        /// <param name="layers">The layers, of which those that cannot have it are passed over; null: all of the model.</param>
        /// <param name="rank">Columns of the first matrix, at least 1.</param>
        /// <param name="alpha">What the product of the two counts, times the rank, above 0.</param>
        /// <param name="seed">Chooses the first values.</param>
        /// <returns>The adapters.</returns>
        /// <exception cref="ArgumentException">None of the layers can have it.</exception>
        /// <exception cref="InvalidOperationException">One of the layers has an adapter.</exception>
        public IReadOnlyList<LayerAdapter> AddLora(
            IEnumerable<Layer>? layers = null, int rank = 8, double alpha = 8, int seed = 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
            if (!(double.IsFinite(alpha) && alpha > 0))
                throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "It must be above 0.");
            return Add(
                model, layers, "LoRA is for dense layers and convolutions of single points", LowRankAdapter.Fits,
                layer => new LowRankAdapter(layer, layer.PointProduct!, rank, alpha, seed));
        }

        /// <summary>
        /// Adds SSF (Lian et al., 2022) to layers with a bias or with batch or layer normalization's scale and shift: from then on they train
        /// a factor and a summand for each channel in the place of their weights. What the model gives is at first the same.
        /// </summary>
        /// <param name="layers">The layers, of which those that cannot have it are passed over; null: all of the model.</param>
        /// <returns>The adapters.</returns>
        /// <exception cref="ArgumentException">None of the layers can have it.</exception>
        /// <exception cref="InvalidOperationException">One of the layers has an adapter.</exception>
        public IReadOnlyList<LayerAdapter> AddSsf(IEnumerable<Layer>? layers = null)
        {
            // A normalization right behind a layer scales and shifts all that the layer would.
            var normalized = AllNodes(model).Where(node => node.Layer is BatchNormalization)
                .SelectMany(node => node.Inputs).Select(place => place.Node.Layer).ToHashSet();
            return Add(
                model, layers, "SSF is for layers with a bias, and for normalization with a scale and a shift",
                layer => ScaleAndShiftAdapter.Fits(layer) && !normalized.Contains(layer),
                layer => new ScaleAndShiftAdapter(layer, layer.ChannelScaleAndShift!));
        }

        /// <summary>Puts all adapters into the weights of their layers and takes them away; the model gives the same as before.</summary>
        public void MergeAdapters()
        {
            foreach (var adapter in model.Adapters)
                adapter.Merge();
            model.RemoveAdapters();
        }

        /// <summary>Takes all adapters away; the layers are as they were without them.</summary>
        public void RemoveAdapters()
        {
            foreach (var adapter in model.Adapters)
                adapter.Layer.Adapter = null;
        }
    }

    private static LayerAdapter[] Add(
        Model model, IEnumerable<Layer>? layers, string isFor, Func<Layer, bool> fits, Func<Layer, LayerAdapter> make)
    {
        ArgumentNullException.ThrowIfNull(model);
        var all = AllLayers(model).ToList();
        Layer[] chosen = layers is null ? [.. all] : [.. layers.Distinct()];
        if (chosen.Except(all).FirstOrDefault() is { } strange)
            throw new ArgumentException($"The layer '{strange.Name}' is not in the model '{model.Name}'.", nameof(layers));
        Layer[] fitting = [.. chosen.Where(fits)];
        if (fitting.Length == 0)
            throw new ArgumentException($"None of the {chosen.Length} layers can have such an adapter: {isFor}.", nameof(layers));
        if (fitting.FirstOrDefault(layer => layer.Adapter is not null) is { } taken)
            throw new InvalidOperationException(
                $"The layer '{taken.Name}' has an adapter already; merge it or take it away first.");
        LayerAdapter[] adapters = [.. fitting.Select(make)];
        foreach (var adapter in adapters)
            adapter.Layer.Adapter = adapter;
        return adapters;
    }

    private static IEnumerable<Layer> AllLayers(Model model) =>
        model.Layers.SelectMany(layer => layer is Model nested ? AllLayers(nested) : [layer]).Distinct();

    private static IEnumerable<Node> AllNodes(Model model) =>
        model.Nodes.Concat(model.Layers.OfType<Model>().SelectMany(AllNodes));
}
