using Graft.Planning;
using Graft.Planning.Recommendations;

namespace Graft.Tests.Planning.Recommendations;

public sealed class CandidateRankingTests
{
    private const int Pictures = 1000;

    [Fact]
    public void Differences_by_chance_are_ties_and_the_fastest_comes_first()
    {
        // Of 1000 pictures 900 and 896 right, wrong ones at different places: 60 differ, 32 to 28.
        var ranked = Rank(
            BackbonePreference.Accuracy,
            One("slow", 100, 50, picture => picture is >= 100),
            One("fast", 300, 40, picture => picture is >= 72 + 60 or < 28),
            One("worse", 900, 30, picture => picture is >= 200));

        Assert.Equal(["fast 1 tied", "slow 2 tied", "worse 3"], Shown(ranked));
        Assert.Equal(0.9, ranked[1].Accuracy);
        // Wilson's interval for 900 of 1000, from another program.
        Assert.Equal((0.8798, 0.9171), (Math.Round(ranked[1].Low, 4), Math.Round(ranked[1].High, 4)));
    }

    [Fact]
    public void A_difference_that_the_same_pictures_show_is_no_tie_however_small()
    {
        // Every picture that the one tells is told by the other, too, and ten more.
        var ranked = Rank(
            BackbonePreference.Accuracy,
            One("fast", 300, 40, picture => picture >= 110),
            One("slow", 100, 50, picture => picture >= 100));

        Assert.Equal(["slow 1 tied", "fast 2"], Shown(ranked));
    }

    [Fact]
    public void What_is_left_is_ranked_likewise()
    {
        var ranked = Rank(
            BackbonePreference.Accuracy,
            One("a", 10, 1, picture => picture >= 300),
            One("b", 20, 1, picture => picture is >= 301 or 0),
            One("best", 1, 1, picture => picture >= 100));

        Assert.Equal(["best 1 tied", "b 2", "a 3"], Shown(ranked));
    }

    [Theory]
    [InlineData(BackbonePreference.Speed, "small 1", "exact 2 tied", "large 3")]
    [InlineData(BackbonePreference.Size, "exact 1 tied", "small 2", "large 3")]
    public void Speed_and_size_are_taken_as_they_were_measured(BackbonePreference preference, params string[] expected)
    {
        var ranked = Rank(
            preference,
            One("large", 50, 90, picture => picture >= 500),
            One("small", 300, 10, picture => picture >= 400),
            One("exact", 100, 10, picture => picture >= 100));

        Assert.Equal(expected, Shown(ranked));
    }

    private static IReadOnlyList<MeasuredBackbone> Rank(
        BackbonePreference preference, params (MeasuredBackbone Backbone, PictureScores Scores)[] measured) =>
        CandidateRanking.Of(measured, preference);

    private static IEnumerable<string> Shown(IReadOnlyList<MeasuredBackbone> ranked) =>
        ranked.Select(one => $"{one.Backbone} {one.Rank}{(one.TiedWithBest ? " tied" : "")}");

    private static (MeasuredBackbone Backbone, PictureScores Scores) One(
        string name, double rate, long bytes, Func<int, bool> isRight)
    {
        bool[] right = [.. Enumerable.Range(0, Pictures).Select(isRight)];
        return (
            new MeasuredBackbone(name, 0, 0, 1, rate, bytes, 1, "float32", 0, false, 0),
            new PictureScores(right, [.. right.Select(told => told ? 0.1 : 2.0)]));
    }
}
