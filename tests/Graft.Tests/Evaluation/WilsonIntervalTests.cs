using Graft.Evaluation;

namespace Graft.Tests.Evaluation;

public sealed class WilsonIntervalTests
{
    [Fact]
    public void Intervals_are_those_of_the_reference_data()
    {
        using var json = Shared.Json("fixtures", "evaluation", "metrics.json");
        var cases = json.RootElement.GetProperty("results").EnumerateArray()
            .Where(item => item.TryGetProperty("wilson", out _)).ToList();
        Assert.Equal(7, cases.Count);
        foreach (var item in cases)
        {
            var count = item.GetProperty("trials").GetInt32();
            var interval = WilsonInterval.Of(item.GetProperty("successes").GetDouble() / count, count);
            Assert.Equal(item.GetProperty("wilson")[0].GetDouble(), interval.Low, 1e-10);
            Assert.Equal(item.GetProperty("wilson")[1].GetDouble(), interval.High, 1e-10);
        }
    }
}
