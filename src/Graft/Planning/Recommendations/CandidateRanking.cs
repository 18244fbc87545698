using Graft.Evaluation;

namespace Graft.Planning.Recommendations;

/// <summary>Puts backbones in an order.</summary>
internal static class CandidateRanking
{
    /// <summary>The backbones in the order of what counts most, with their ranks.</summary>
    /// <param name="measured">Each with its scores of the same pictures; at least one.</param>
    /// <param name="preference">What counts most.</param>
    public static IReadOnlyList<MeasuredBackbone> Of(
        IReadOnlyList<(MeasuredBackbone Backbone, PictureScores Scores)> measured, BackbonePreference preference)
    {
        var best = measured.MaxBy(one => one.Scores.Accuracy);
        var ranked = preference switch
        {
            BackbonePreference.Speed => measured.OrderByDescending(one => one.Backbone.FeaturesPerSecond)
                .ThenByDescending(one => one.Scores.Accuracy),
            BackbonePreference.Size => measured.OrderBy(one => one.Backbone.Bytes).ThenByDescending(one => one.Scores.Accuracy),
            _ => ByAccuracy(measured),
        };
        return
        [
            .. ranked.Select((one, place) =>
            {
                var interval = WilsonInterval.Of(one.Scores.Accuracy, one.Scores.Right.Length);
                return one.Backbone with
                {
                    Accuracy = one.Scores.Accuracy,
                    Low = interval.Low,
                    High = interval.High,
                    Rank = place + 1,
                    TiedWithBest = !best.Scores.IsClearlyMoreAccurateThan(one.Scores),
                };
            }),
        ];
    }

    // The most accurate one and those that are not worse by more than chance, the fastest first; then likewise what is left.
    private static IEnumerable<(MeasuredBackbone Backbone, PictureScores Scores)> ByAccuracy(
        IReadOnlyList<(MeasuredBackbone Backbone, PictureScores Scores)> measured)
    {
        var rest = measured.ToList();
        while (rest.Count > 0)
        {
            var best = rest.MaxBy(one => one.Scores.Accuracy);
            var tied = rest.Where(one => !best.Scores.IsClearlyMoreAccurateThan(one.Scores)).ToList();
            foreach (var one in tied.OrderByDescending(one => one.Backbone.FeaturesPerSecond))
                yield return one;
            rest.RemoveAll(tied.Contains);
        }
    }
}
