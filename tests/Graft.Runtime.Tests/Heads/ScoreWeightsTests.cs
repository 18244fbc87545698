using Graft.Runtime.Heads;

namespace Graft.Runtime.Tests.Heads;

public sealed class ScoreWeightsTests
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 60).Select(row => row % 3)];
    private static readonly double[] Offsets = [-0.5, -1, -2];

    [Fact]
    public void One_classifier_is_scaled_by_its_temperature()
    {
        var scores = Scores("one", 0.4);
        Assert.Equal(1 / Temperature.Fit(scores, Labels, Offsets), Assert.Single(ScoreWeights.Fit([scores], Labels, Offsets)), 1e-12);
    }

    [Fact]
    public void No_other_weights_have_a_smaller_loss()
    {
        Matrix[] scores = [Scores("one", 0.4), Scores("two", 0.5), Scores("three", 0.1)];
        var weights = ScoreWeights.Fit(scores, Labels, Offsets);
        var best = Loss(weights);
        for (var i = 0; i < weights.Length; i++)
            foreach (var factor in new[] { 0.8, 0.98, 1.02, 1.25 })
                Assert.True(Loss([.. weights.Select((weight, j) => j == i ? weight * factor : weight)]) >= best - 1e-9);

        double Loss(double[] tried) =>
            Temperature.Losses(ScoreWeights.Sum(scores, tried), Labels, 1, Offsets).Average();
    }

    [Fact]
    public void A_classifier_that_knows_nothing_counts_for_next_to_nothing()
    {
        var weights = ScoreWeights.Fit([Scores("one", 0.8), Scores("noise", -0.2)], Labels, Offsets);
        Assert.True(weights[1] < 0.01 * weights[0], $"{weights[0]} and {weights[1]}");
    }

    // Noise, and so much for the right class.
    private static Matrix Scores(string key, double knowledge)
    {
        var scores = Doubles.Unit(key, Labels.Length, 3);
        for (var row = 0; row < Labels.Length; row++)
            scores[row, Labels[row]] += knowledge;
        return scores;
    }
}
