using Graft.Backbones;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Trunk;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Pretraining;

/// <summary>
/// A finished network that another one learns from: its logits, and the pooled outputs of its blocks, once for each view of each
/// picture.
/// </summary>
internal sealed class Teacher : IDisposable
{
    private readonly TrunkPass pass;
    private readonly Preprocessing preprocessing;
    private readonly PretrainingSettings settings;
    private readonly string name;

    /// <summary>Loads it.</summary>
    /// <param name="recipe">Which, and how large its pictures are.</param>
    /// <param name="settings">What belongs to the machine.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="UnknownBackboneException">There is no backbone of its name.</exception>
    /// <exception cref="WeightsException">Its weights cannot be had.</exception>
    /// <exception cref="ArgumentException">It does not take pictures of that size.</exception>
    public Teacher(TeacherRecipe recipe, PretrainingSettings settings, CancellationToken cancellationToken)
    {
        this.settings = settings;
        var backbone = BackboneRegistry.Find(recipe.Backbone, settings.Search, recipe.Weights);
        var options = new BackboneOptions
        {
            IncludeTop = true,
            InputShape = new(recipe.InputSize, recipe.InputSize, 3),
            Weights = recipe.Weights ?? BackboneOptions.Published,
            Search = settings.Search,
        };
        var located = backbone.Locate(options, null, cancellationToken);
        var network = backbone.Load(options, located);
        network.Trainable = false;
        Licence = WeightsLicence.ForbidsCommercialUse(backbone.Weights.Licence) ? backbone.Weights.Licence : null;
        (name, preprocessing) = (backbone.Name, ((Input)network.Input.Node.Layer).Preprocessing!);
        Symbol[] blocks = [.. backbone.Blocks.Select(block =>
            backbone.Pool(network.Nodes.Single(node => node.Layer.Name == block).Outputs[0], $"pooled_{block}"))];
        pass = new TrunkPass(
            new Model([network.Input], [network.Output, .. blocks], "teacher"), clock: settings.Clock, beforeActivation: true,
            // Its last bits teach nothing.
            precision: Engine.Processor.HasBFloat16 ? Precision.Bf16 : Precision.Fp32);
        Classes = network.Output.Shape.Channels;
        Features = blocks.Sum(block => block.Shape.Channels);
    }

    /// <summary>How many classes its logits tell apart.</summary>
    public int Classes { get; }

    /// <summary>Numbers of all its blocks together.</summary>
    public int Features { get; }

    /// <summary>The terms of its weights, where they forbid commercial use: what learns from them stands under them, too. Else null.</summary>
    public string? Licence { get; }

    /// <summary>All that what it gives depends on.</summary>
    public string Identity => pass.Identity.Hash;

    /// <summary>Views a second that it looked at, decoding left out; 0 before the first.</summary>
    public double ViewsPerSecond => pass.SamplesPerSecond;

    /// <summary>Looks at all views of some pictures.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="augmenter">Makes the views, of whatever size.</param>
    /// <param name="described">All that the augmenter does, in words, to find its views again.</param>
    /// <param name="views">How many there are of each picture; the first is number 0.</param>
    /// <param name="seed">The seed of the views.</param>
    /// <param name="done">Is told how many views are done.</param>
    /// <param name="cancellationToken">Ends it; what was seen is kept where there is a store.</param>
    /// <exception cref="IOException">There is no room for what it gives.</exception>
    public TeacherOutputs Watch(
        PretrainingPictures pictures, Augmenter augmenter, string described, int views, long seed, Action<long> done,
        CancellationToken cancellationToken)
    {
        var seen = pictures.As(preprocessing, augmenter, seed);
        var (length, format) = (Classes + Features, RowFormat.BFloat16);
        var table = new FeatureTable((long)pictures.Count * views, length, format);
        try
        {
            using var stored = settings.Store?.Open(FeatureExtractor.SpaceOf(pass, preprocessing, $"{name}, as a teacher"));
            var count = 0L;
            for (var view = 0; view < views; view++)
            {
                var key = FormattableString.Invariant($"view {view}, seed {seed}, {described}");
                count += Recall(pictures, stored, table, view, views, key, out var unknown);
                done(count);
                foreach (var (rows, pixels) in Ahead(seen, unknown, view, cancellationToken))
                {
                    var values = FeatureRows.Joined(pass.Run(pixels, preprocessing), format);
                    for (var i = 0; i < rows.Length; i++)
                        table.Write((long)rows[i] * views + view, values.AsSpan(i * length, length));
                    foreach (var same in rows.Index().GroupBy(row => pictures.RepeatOf(row.Item)))
                        stored?.Add(
                            KeyOf(key, same.Key), [.. same.Select(row => pictures.Hashes[row.Item])],
                            [.. same.SelectMany(row => values[(row.Index * length)..((row.Index + 1) * length)])]);
                    done(count += rows.Length);
                }
            }
            return new TeacherOutputs(table, Classes, Features, views);
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    public void Dispose() => pass.Dispose();

    private static string KeyOf(string view, int repeat) => FormattableString.Invariant($"{view}, {repeat}");

    private static int Recall(
        PretrainingPictures pictures, StoredFeatures? stored, FeatureTable table, int view, int views, string key, out int[] unknown)
    {
        var left = new List<int>();
        for (var row = 0; row < pictures.Count; row++)
            if (stored?.Find(KeyOf(key, pictures.RepeatOf(row)), pictures.Hashes[row]) is { } values)
                table.Write((long)row * views + view, values);
            else
                left.Add(row);
        unknown = [.. left];
        return pictures.Count - left.Count;
    }

    // Views of the next batches are made while the network computes.
    private IEnumerable<(int[] Rows, byte[] Pixels)> Ahead(
        PretrainingPictures pictures, int[] rows, int view, CancellationToken cancellationToken) =>
        OrderedPrefetch.Run(
            [.. rows.Chunk(pass.BatchSize)],
            batch => (batch, (byte[])[.. batch.SelectMany(row => pictures.View(row, view).Pixels)]),
            settings.Threads ?? Environment.ProcessorCount, ahead: 8, cancellationToken);
}
