using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Adapters;
using Graft.Backbones;
using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Weights;
using Graft.Weights.Safetensors;

namespace Graft.Export;

/// <summary>
/// Bundles that hold the adapters and the head of a classifier alone: the published network that they are for is named by its name and
/// the hash of its weights, and put together with them when they are loaded.
/// </summary>
internal static class AdapterBundle
{
    /// <summary>The hash of a network's weights, by their names and values, whatever file they lay in.</summary>
    public static ContentHash HashOf(Model network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, weight) in WeightNames.Of(network))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n"));
            hash.AppendData(MemoryMarshal.AsBytes(weight.ToArray().AsSpan()));
        }
        return new ContentHash("sha256", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Writes such a bundle.</summary>
    /// <param name="path">Where the file shall be.</param>
    /// <param name="model">The classifier, its adapters merged.</param>
    /// <param name="network">The network below its head.</param>
    /// <param name="networkHash">The hash of the network's weights before anything was merged.</param>
    /// <param name="adapters">What is merged into it; null: nothing.</param>
    /// <param name="details">What the bundle says.</param>
    /// <param name="overwrite">Whether a file that is there already may be replaced.</param>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    public static void Save(
        string path, Model model, Model network, ContentHash networkHash, TrainedAdapters? adapters, BundleDetails details,
        bool overwrite)
    {
        var below = network.Layers.ToHashSet();
        var head = WeightNames.Of(model).Where(named => !below.Contains(named.Weight.Layer))
            .Select(named => TrainedArray.Of(named.Name, named.Weight));
        var writer = new SafetensorsWriter(SafetensorsFile.ModelOrder);
        foreach (var array in (adapters?.Arrays ?? []).Concat(head))
            writer.Add(array.Name, array.Shape.Select(size => (long)size), array.Values);
        var configuration = ModelBundle.ConfigurationOf(model, details with { Teaching = null }) with
        {
            Adapters = new AdapterConfiguration
            {
                Network = networkHash,
                Kind = adapters switch
                {
                    null => null,
                    { IsLowRank: true } => AdapterConfiguration.Lora,
                    _ => AdapterConfiguration.Ssf,
                },
                Alpha = adapters?.Alpha ?? 0,
            },
        };
        var content = new BundleContent
        {
            Configuration = configuration,
            WriteAdapters = writer.Write,
            Recipe = Encoding.UTF8.GetBytes(details.Recipe),
        };
        BundleWriter.Write(path, content, overwrite);
    }

    /// <summary>Loads the whole model: the published network with the adapters merged, and the head.</summary>
    /// <param name="bundle">Such a bundle.</param>
    /// <param name="graph">Its graph of layers.</param>
    /// <param name="search">Where the network's weights are looked for.</param>
    /// <exception cref="BundleException">The network is not the one that the adapters are for, or they do not fit it.</exception>
    /// <exception cref="WeightsException">Its weights cannot be had.</exception>
    /// <exception cref="ArgumentException">The graph cannot be made.</exception>
    public static Model Load(Bundle bundle, JsonElement graph, WeightsSearch? search)
    {
        var (configuration, adapters) = (bundle.Configuration, bundle.Configuration.Adapters
            ?? throw new BundleException($"The bundle '{bundle.Path}' does not say what its adapters are for."));
        var backbone = BackboneRegistry.Find(configuration.Backbone!.Name, null);
        var size = configuration.Preprocessing!;
        var options = new BackboneOptions { InputShape = new(size.InputHeight, size.InputWidth, 3), Search = search };
        var located = backbone.Locate(options);
        var network = backbone.Load(options, located);
        if (HashOf(network) != adapters.Network)
            throw new BundleException(
                $"The adapters in '{bundle.Path}' are for '{backbone.Name}' with other weights than those in '{located.Path}': by their hash "
                + $"{adapters.Network.Value[..12]}..., not {HashOf(network).Value[..12]}.... Put the file "
                + $"'{configuration.Backbone.Weights?.File}' that they were trained on where weights are looked for.");
        var model = Model.FromConfiguration(JsonObject.Create(graph)!);
        var (path, offset, length) = bundle.Locate(BundleParts.Adapters);
        using var file = WeightsFile.Open(path, offset, length);
        var arrays = file.Arrays.ToDictionary(array => array.Path, StringComparer.Ordinal);
        if (adapters.Kind is { } kind)
            TrainedAdapters.AddTo(
                model, arrays.ToDictionary(array => array.Key, array => array.Value.Shape.Count > 0 ? (int)array.Value.Shape[^1] : 0),
                kind == AdapterConfiguration.Lora, adapters.Alpha);
        Fill(bundle, model, arrays, WeightNames.Of(network).ToDictionary(named => named.Name, named => named.Weight));
        model.MergeAdapters();
        return model;
    }

    private static void Fill(
        Bundle bundle, Model model, Dictionary<string, StoredArray> arrays, Dictionary<string, Weight> published)
    {
        var problems = new List<string>();
        foreach (var (name, weight) in WeightNames.WithAdapters(model))
            if (arrays.Remove(name, out var array))
            {
                if (array.Shape.SequenceEqual(weight.Shape.Dimensions.Select(size => (long)size)))
                    weight.Set(array.ReadSingles());
                else
                    problems.Add($"'{name}' has the shape ({string.Join(", ", array.Shape)}), wanted is {weight.Shape}");
            }
            else if (published.TryGetValue(name, out var own) && own.Shape.Equals(weight.Shape))
                weight.Set(own.ToArray());
            else
                problems.Add($"'{name}' is missing");
        problems.AddRange(arrays.Keys.Select(name => $"'{name}' has no place in the model"));
        if (problems.Count > 0)
            throw new BundleException(
                $"The adapters in '{bundle.Path}' do not fit its model: {string.Join("; ", problems.Take(5))}.");
    }
}
