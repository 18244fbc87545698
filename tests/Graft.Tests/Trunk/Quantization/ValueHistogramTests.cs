using Graft.Trunk.Quantization;

namespace Graft.Tests.Trunk.Quantization;

public sealed class ValueHistogramTests
{
    [Fact]
    public void Codes_hold_zero_exactly_and_reach_both_ends()
    {
        foreach (var (low, high) in new[] { (0f, 6f), (-1f, 1f), (-0.3f, 2.1f), (-5f, -1f), (0.5f, 4f) })
        {
            var range = QuantizedRange.Of(low, high);
            Assert.InRange(range.ZeroPoint, 0, 255);
            Assert.InRange((0 - range.ZeroPoint) * range.Scale, Math.Min(low, 0) - range.Scale, Math.Min(low, 0) + range.Scale);
            Assert.InRange((255 - range.ZeroPoint) * range.Scale, Math.Max(high, 0) - range.Scale, Math.Max(high, 0) + range.Scale);
        }
        Assert.Equal(new QuantizedRange(1, 0), QuantizedRange.Of(0, 0));
    }

    [Fact]
    public void The_whole_range_is_that_of_all_numbers_whatever_comes_first()
    {
        var seen = new ValueHistogram();
        seen.Add([0.001f, float.NaN]);
        seen.Add([-0.5f, 100f, float.PositiveInfinity]);
        Assert.Equal(QuantizedRange.Of(-0.5f, 100f), seen.Whole());
    }

    [Fact]
    public void A_percentile_leaves_out_the_farthest()
    {
        var seen = new ValueHistogram();
        for (var i = 0; i < 100; i++)
            seen.Add([.. Enumerable.Range(0, 1000).Select(j => j / 1000f)]);
        seen.Add([50f]);
        Assert.Equal(50f / 255, seen.Whole().Scale, 1e-6);
        Assert.InRange(seen.Percentile(1e-4).Scale, 1f / 255, 1.1f / 255);
        Assert.Equal(0, seen.Percentile(1e-4).ZeroPoint);
    }

    [Fact]
    public void Least_squares_finds_the_range_that_a_search_over_all_finds()
    {
        float[] values = [.. Enumerable.Range(0, 20_000).Select(i => MathF.Pow(i / 20_000f, 8) * 10)];
        var seen = new ValueHistogram();
        seen.Add(values);
        var best = Enumerable.Range(1, 200).Select(i => QuantizedRange.Of(0, i / 20f)).MinBy(Error);
        Assert.InRange(Error(seen.LeastSquares()), 0, 1.02 * Error(best));

        double Error(QuantizedRange range) => values.Sum(value =>
        {
            var code = Math.Clamp(Math.Round(value / range.Scale), 0, 255);
            return Math.Pow(value - code * range.Scale, 2);
        });
    }
}
