using Graft.Planning.Recommendations;

namespace Graft.Cli.Results;

/// <summary>What <c>graft recommend</c> found out.</summary>
/// <param name="Prefer">What counted most.</param>
/// <param name="Pictures">The pictures that judged.</param>
/// <param name="Candidates">The backbones that were measured, the recommended one first.</param>
/// <param name="NotMeasured">The others.</param>
/// <param name="Recommended">The name of the first.</param>
/// <param name="Next">The command that trains on it.</param>
internal sealed record RecommendedBackbones(
    BackbonePreference Prefer,
    SampledPictures Pictures,
    IReadOnlyList<RankedBackbone> Candidates,
    IReadOnlyList<UnmeasuredBackbone> NotMeasured,
    string Recommended,
    string Next)
{
    public static RecommendedBackbones Of(Recommendation found, int train, string next) => new(
        found.Preference, new(train, found.Sampled, found.Pictures, found.Unusable.Count),
        [.. found.Candidates.Select(RankedBackbone.Of)], found.NotMeasured,
        found.Recommended.Backbone, next);
}

/// <summary>A backbone that was measured.</summary>
/// <param name="Backbone">Its name.</param>
/// <param name="Accuracy">Of pictures that the head had not seen, from 0 to 1.</param>
/// <param name="Low">The lower end of that accuracy's interval of 95 %.</param>
/// <param name="High">Its upper end.</param>
/// <param name="FeaturesPerSecond">Pictures a second inside the network.</param>
/// <param name="Bytes">What its weights take in a finished model.</param>
/// <param name="Features">Numbers of a picture that a head may see.</param>
/// <param name="Dtype">The type of the numbers that it computed with.</param>
/// <param name="Rank">Its place, from 1.</param>
/// <param name="TiedWithBest">Whether the most accurate one is not better by more than chance; true of that one itself.</param>
/// <param name="Seconds">How long its measuring took.</param>
internal sealed record RankedBackbone(
    string Backbone, double Accuracy, double Low, double High, double FeaturesPerSecond, long Bytes, int Features, string Dtype,
    int Rank, bool TiedWithBest, double Seconds)
{
    public static RankedBackbone Of(MeasuredBackbone one) => new(
        one.Backbone, one.Accuracy, one.Low, one.High, one.FeaturesPerSecond, one.Bytes, one.Features, one.DType, one.Rank,
        one.TiedWithBest, one.Seconds);
}

/// <summary>Numbers of pictures.</summary>
/// <param name="Train">In the training part.</param>
/// <param name="Sampled">Looked at.</param>
/// <param name="Judged">Told by heads that had not seen them; each only once, where it is there more often.</param>
/// <param name="Unusable">That could not be read.</param>
internal sealed record SampledPictures(int Train, int Sampled, int Judged, int Unusable);
