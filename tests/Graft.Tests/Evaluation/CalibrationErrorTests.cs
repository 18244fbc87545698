using Graft.Engine;
using Graft.Evaluation;

namespace Graft.Tests.Evaluation;

public sealed class CalibrationErrorTests
{
    [Fact]
    public void Of_one_picture_chance_is_being_wrong_where_that_is_likelier_than_one_in_twenty()
    {
        Assert.Equal((0.3, 0.7), Of(1, (_, _) => true, _ => 0.7));
        Assert.Equal((0.04, 0.04), Of(1, (_, _) => true, _ => 0.96));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(400)]
    public void Exact_probabilities_stay_below_what_chance_allows_in_19_of_20_samples(int pictures)
    {
        const int samples = 300;
        var below = Enumerable.Range(0, samples).Count(sample =>
        {
            var random = new RandomStream(sample, "exact");
            var (value, byChance) = Of(pictures, (_, p) => random.NextUniform() < p, _ => 0.3 + 0.7 * random.NextUniform());
            return value <= byChance;
        });
        // By the binomial distribution a share of .95 among 300 is within these in all but one case of a thousand.
        Assert.InRange(below / (double)samples, 0.90, 0.99);
    }

    [Fact]
    public void Probabilities_that_promise_too_much_are_above_it()
    {
        var random = new RandomStream(1, "too sure");
        var (value, byChance) = Of(400, (_, p) => random.NextUniform() < p - 0.15, _ => 0.9);
        Assert.InRange(value, byChance + 0.05, 0.25);
    }

    private static (double Value, double ByChance) Of(int pictures, Func<int, double, bool> isRight, Func<int, double> confidence)
    {
        var error = new CalibrationError();
        for (var picture = 0; picture < pictures; picture++)
        {
            var p = confidence(picture);
            error.Add(p, isRight(picture, p));
        }
        return (Math.Round(error.Value(), 9), Math.Round(error.ByChance(), 9));
    }
}
