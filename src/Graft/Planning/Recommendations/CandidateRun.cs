using Graft.Backbones;
using Graft.Data;
using Graft.Layers;
using Graft.Runtime.Bundles;
using Graft.Runtime.Imaging;
using Graft.Trunk;
using Graft.Trunk.Features;
using Graft.Weights;

namespace Graft.Planning.Recommendations;

/// <summary>
/// A backbone with its weights, at work on pictures as a training with the head <c>auto</c> has it: what it gives for a picture is
/// found in the store by that training, and the other way round.
/// </summary>
internal sealed class CandidateRun : IDisposable
{
    // So long a rate is measured where the pictures themselves do not take longer.
    private static readonly TimeSpan Timed = TimeSpan.FromSeconds(0.5);

    private readonly Model network;
    private readonly Preprocessing preprocessing;
    private readonly PictureLoaderOptions loading;
    private readonly TrunkPass trunk;
    private readonly StoredFeatures? stored;
    private readonly FeatureExtractor extractor;
    private (int Samples, TimeSpan Time) warmedUp;

    /// <param name="candidate">The backbone.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="data">The training part, all of it: by pictures from all over it is decided how the network computes.</param>
    /// <param name="settings">What belongs to the machine.</param>
    /// <param name="loading">How pictures are loaded.</param>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <exception cref="WeightsException">The weights do not fit the network, or are not all numbers.</exception>
    public CandidateRun(
        CandidateNetwork candidate, LocatedWeights weights, IReadOnlyList<LabeledPicture> data, RecommendationSettings settings,
        PictureLoaderOptions loading, CancellationToken cancellationToken)
    {
        this.loading = loading;
        network = candidate.Backbone.Load(new BackboneOptions(), weights);
        network.Trainable = false;
        preprocessing = ((Input)network.Input.Node.Layer).Preprocessing!;
        trunk = new TrunkPass(
            new TappedNetwork(network, candidate.Backbone).Trunk(), clock: settings.Clock, precision: settings.Precision);
        try
        {
            var some = Spread.Over([.. data.Select(labeled => labeled.Picture)], trunk.SamplesToDecideBy);
            TrunkDecisions.ByPictures(trunk, preprocessing, some, loading, settings.Store, cancellationToken);
            stored = settings.Store?.Open(FeatureExtractor.SpaceOf(trunk, preprocessing, $"{candidate.Backbone.Name}, blocks"));
            extractor = new FeatureExtractor(trunk, preprocessing, stored, mirrored: true);
            Parameters = network.Weights.Sum(weight => weight.Count);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of weights.</summary>
    public long Parameters { get; }

    /// <summary>The type of the numbers that it computes with.</summary>
    public string DType => trunk.DType;

    /// <summary>Pictures a second inside the network, since it was warm.</summary>
    public double PicturesPerSecond =>
        (trunk.SamplesRun - warmedUp.Samples) / Math.Max((trunk.Elapsed - warmedUp.Time).TotalSeconds, 1e-9);

    /// <summary>Measures the rate on whole batches of the first usable pictures.</summary>
    /// <exception cref="DatasetException">Too many of them cannot be used.</exception>
    public void MeasureRate(IReadOnlyList<LabeledPicture> pictures, CancellationToken cancellationToken)
    {
        var batch = new PictureLoader(preprocessing, loading with { BatchSize = trunk.BatchSize }).Load(pictures, cancellationToken)
            .First();
        var size = batch.Pixels.Length / batch.Count;
        var pixels = new byte[trunk.BatchSize * size];
        for (var i = 0; i < trunk.BatchSize; i++)
            batch.Pixels.AsSpan(i % batch.Count * size, size).CopyTo(pixels.AsSpan(i * size));
        trunk.Run(pixels, preprocessing);
        warmedUp = (trunk.SamplesRun, trunk.Elapsed);
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            trunk.Run(pixels, preprocessing);
        }
        while (trunk.Elapsed - warmedUp.Time < Timed && trunk.SamplesRun - warmedUp.Samples < 20 * trunk.BatchSize);
    }

    /// <summary>How many pictures have features that an earlier run has kept. None is decoded.</summary>
    public int Known(IReadOnlyList<LabeledPicture> pictures, CancellationToken cancellationToken)
    {
        if (stored is null)
            return 0;
        var known = 0;
        var reading = new PictureLoader(preprocessing, loading, Look)
            .Load([.. pictures.Select(picture => picture.Picture)], cancellationToken);
        foreach (var _ in reading)
            cancellationToken.ThrowIfCancellationRequested();
        return known;

        float[] Look(PictureHash picture)
        {
            if (extractor.Recall(picture) is not null)
                Interlocked.Increment(ref known);
            return [];
        }
    }

    /// <summary>The features of pictures.</summary>
    /// <exception cref="DatasetException">Too many of them cannot be used.</exception>
    public PartFeatures Of(
        IReadOnlyList<LabeledPicture> pictures, Action<int, string?> done, CancellationToken cancellationToken) =>
        new TrunkFeatures(extractor, preprocessing, loading).Of(pictures, DataPart.Train, done, cancellationToken);

    /// <summary>Gives the weights back, too: many networks may come after this one.</summary>
    public void Dispose()
    {
        stored?.Dispose();
        trunk.Dispose();
        foreach (var weight in network.Weights)
            weight.Tensor.Dispose();
    }
}
