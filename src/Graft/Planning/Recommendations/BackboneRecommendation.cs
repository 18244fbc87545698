using System.Globalization;
using Graft.Backbones;
using Graft.Data;
using Graft.Weights;
using Graft.Weights.Downloads;

namespace Graft.Planning.Recommendations;

/// <summary>
/// Finds out which backbone suits a dataset: runs each over a sample of the training pictures, judges a closed-form head on its
/// features by cross-validation, and ranks what was measured. Validation and test pictures take no part.
/// </summary>
/// <param name="settings">How; the defaults where left out.</param>
public sealed class BackboneRecommendation(RecommendationSettings? settings = null)
{
    // Of all classes together; of one class at least the number below.
    private const int MostPictures = 1000, FewestPictures = 250;
    private const int MostOfClass = 10, FewestOfClass = 5;

    // Predictions are no promises: where the sample is chosen so that all fit in, some of the time stays free.
    private const double PlannedShare = 0.8;

    private readonly RecommendationSettings settings = settings ?? new RecommendationSettings();
    private readonly MeasuringCost cost = new();
    private readonly List<(MeasuredBackbone Backbone, PictureScores Scores)> measured = [];
    private readonly List<UnmeasuredBackbone> notMeasured = [];
    private IReadOnlyList<UnusablePicture> unusable = [];
    private int? sampled;
    private bool ranOut;
    private long started;

    private TimeSpan Left => settings.Budget - settings.Clock.GetElapsedTime(started);

    private PictureLoaderOptions Loading =>
        new() { Workers = settings.Threads ?? Environment.ProcessorCount, Clock = settings.Clock };

    /// <summary>Measures backbones, the one with the fewest multiplications first, and ranks them.</summary>
    /// <param name="data">The pictures; only the training part is looked at.</param>
    /// <param name="candidates">The backbones; <see cref="BackbonesAtHand"/> knows those that need no download.</param>
    /// <param name="cancellationToken">Stops it; what was computed is kept in the store.</param>
    /// <exception cref="RecommendationException">
    /// There are too few pictures, there is no candidate, or none could be measured; the message says what to do.
    /// </exception>
    /// <exception cref="DatasetException">Too many pictures cannot be used.</exception>
    public Recommendation Run(
        DatasetIndex data, IReadOnlyList<Backbone> candidates, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(candidates);
        started = settings.Clock.GetTimestamp();
        measured.Clear();
        notMeasured.Clear();
        (unusable, sampled, ranOut) = ([], null, false);
        if (settings.Threads is { } threads)
            Engine.Threads.Use(threads);
        if (candidates.Count == 0)
            throw new RecommendationException("There is no backbone to measure.");
        var sample = new PictureSample(data.Train, settings.Seed);
        CrossValidation.Require([.. sample.Take(settings.Pictures ?? sample.Count).Select(picture => picture.Label)]);
        var networks = candidates.DistinctBy(backbone => backbone.Name).Where(IsAccepted).Select(CandidateNetwork.Of)
            .OrderBy(network => network.MultiplyAdds).ThenBy(network => network.Backbone.Name, StringComparer.Ordinal).ToList();
        foreach (var (i, network) in networks.Index())
            Consider(network, networks[i..], data.Train, sample, cancellationToken);
        if (measured.Count == 0)
            throw new RecommendationException(
                $"No backbone could be measured: {string.Join("; ", notMeasured.Select(one => $"{one.Backbone}: {one.Why}"))}");
        return new Recommendation
        {
            Preference = settings.Preference,
            Candidates = CandidateRanking.Of(measured, settings.Preference),
            NotMeasured = notMeasured,
            Pictures = measured[0].Scores.Right.Length,
            Sampled = sampled!.Value,
            Unusable = unusable,
        };
    }

    private bool IsAccepted(Backbone backbone)
    {
        if (LicenceException.IsAccepted(backbone.Weights.Licence, settings.Search ?? WeightsSearch.FromEnvironment()))
            return true;
        notMeasured.Add(new UnmeasuredBackbone(
            backbone.Name,
            $"its licence {backbone.Weights.Licence} forbids commercial use; --accept-licence {backbone.Weights.Licence} lets it take "
            + "part"));
        return false;
    }

    private void Consider(
        CandidateNetwork network, List<CandidateNetwork> all, IReadOnlyList<LabeledPicture> train, PictureSample sample,
        CancellationToken cancellationToken)
    {
        var name = network.Backbone.Name;
        var guessed = sampled is { } pictures ? cost.Seconds(network, pictures) : (double?)null;
        // Once one was left out, those that take more multiplications are not even loaded, unless they should fit in.
        if (Left <= TimeSpan.Zero || (ranOut && guessed > Left.TotalSeconds))
        {
            Skip(name, guessed);
            return;
        }
        using var budget = new CancellationTokenSource(Left, settings.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellationToken);
        try
        {
            Measure(network, all, train, sample, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Skip(name, guessed, "the time ran out before it could be judged");
        }
        catch (Exception e) when (e is WeightsException or IOException or UnauthorizedAccessException)
        {
            notMeasured.Add(new UnmeasuredBackbone(name, e.Message, Failed: true));
        }
    }

    private void Measure(
        CandidateNetwork network, List<CandidateNetwork> all, IReadOnlyList<LabeledPicture> train, PictureSample sample,
        CancellationToken cancellationToken)
    {
        var (name, began) = (network.Backbone.Name, settings.Clock.GetTimestamp());
        var weights = network.Backbone.Locate(
            new BackboneOptions { Search = settings.Search },
            new Relay<DownloadProgress>(download => Report(name, RecommendationStage.Weights, download.Bytes, download.Total)),
            cancellationToken);
        using var run = new CandidateRun(network, weights, train, settings, Loading, cancellationToken);
        run.MeasureRate(sample.Take(sample.Count), cancellationToken);
        cost.Learn(network, run.PicturesPerSecond);
        var pictures = sample.Take(sampled ??= SampleFor(all, sample.Count, train.Select(picture => picture.Label).Distinct().Count()));

        var unknown = pictures.Count - run.Known(pictures, cancellationToken);
        var (predicted, left) = (cost.Seconds(network, pictures.Count, unknown, run.PicturesPerSecond), Left.TotalSeconds);
        if (predicted > left)
        {
            Skip(name, predicted);
            return;
        }
        settings.Announcements?.Report(string.Create(
            CultureInfo.InvariantCulture, $"{name}: about {predicted:0} s, of {left:0} s that are left."));
        var done = 0;
        var features = run.Of(
            pictures, (more, note) => Report(name, RecommendationStage.Trunk, done += more, pictures.Count, note), cancellationToken);
        unusable = features.Unusable;
        if (features.Features.Values.Any(value => !float.IsFinite(value)))
            throw new WeightsException($"What it makes of these pictures is not all numbers, in {run.DType}.");
        var heads = settings.Clock.GetTimestamp();
        var scores = new CrossValidation(settings.Threads, settings.Clock).Of(
            features, network.Widths, (folds, of) => Report(name, RecommendationStage.Heads, folds, of), cancellationToken);
        cost.LearnHeads(network, pictures.Count, settings.Clock.GetElapsedTime(heads));
        measured.Add((
            new MeasuredBackbone(
                name, scores.Accuracy, 0, 1, run.PicturesPerSecond, run.Parameters * sizeof(float), network.Widths.All, run.DType, 0, false,
                settings.Clock.GetElapsedTime(began).TotalSeconds, weights.Warning),
            scores));
    }

    // As many that all candidates should fit in; with fewer than some hundred nothing can be told apart, so then some are left out.
    private int SampleFor(List<CandidateNetwork> all, int available, int classes)
    {
        if (settings.Pictures is { } wanted)
            return Math.Min(wanted, available);
        var count = Math.Min(available, Math.Max(MostPictures, MostOfClass * classes));
        var fewest = Math.Min(available, Math.Max(FewestPictures, FewestOfClass * classes));
        while (count > fewest && all.Sum(network => cost.Seconds(network, count)) > PlannedShare * Left.TotalSeconds)
            count = Math.Max(fewest, count * 9 / 10);
        return count;
    }

    private void Skip(string name, double? predicted, string? why = null)
    {
        ranOut = true;
        var left = Left.TotalSeconds;
        why ??= left <= 0 || predicted is null
            ? "no time is left"
            : string.Create(CultureInfo.InvariantCulture, $"would take about {predicted:0} s, {left:0} s are left");
        notMeasured.Add(new UnmeasuredBackbone(name, why, PredictedSeconds: predicted));
    }

    private void Report(string name, RecommendationStage stage, long done, long? total, string? note = null) =>
        settings.Progress?.Report(new RecommendationProgress(name, stage, done, total, note));

    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
