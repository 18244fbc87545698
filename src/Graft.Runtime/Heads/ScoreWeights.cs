namespace Graft.Runtime.Heads;

/// <summary>
/// Stacking (Wolpert, 1992): how much each of several classifiers counts in a weighted sum of their scores, by the likelihood of
/// pictures that the scores were not learned from. With one classifier it is temperature scaling.
/// </summary>
public static class ScoreWeights
{
    private const double Tolerance = 1e-8;
    private const int Iterations = 500;

    /// <summary>The weights, all above 0, with the least mean negative log likelihood.</summary>
    /// <param name="scores">For each classifier <c>[pictures, classes]</c>.</param>
    /// <param name="labels">For each picture the index of its class.</param>
    /// <param name="offsets">Added to the weighted sum: logarithms of priors.</param>
    public static double[] Fit(IReadOnlyList<Matrix> scores, IReadOnlyList<int> labels, IReadOnlyList<double> offsets)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(offsets);
        double[] alone = [.. scores.Select(one => 1 / Temperature.Fit(one, labels, offsets))];
        if (scores.Count < 2 || labels.Count == 0)
            return alone;
        // Of the logarithms, so that weights stay above 0; from all alike.
        var logarithms = new double[scores.Count];
        var loss = new Loss(scores, labels, offsets, [.. alone.Select(weight => weight / scores.Count)]);
        new LimitedMemoryMinimizer(Tolerance, Iterations).Run(loss, logarithms);
        return loss.Weights(logarithms);
    }

    /// <summary>The weighted sum of scores, <c>[pictures, classes]</c>, without offsets.</summary>
    /// <param name="scores">For each classifier <c>[pictures, classes]</c>.</param>
    /// <param name="weights">For each classifier its weight.</param>
    public static Matrix Sum(IReadOnlyList<Matrix> scores, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(weights);
        var sum = new Matrix(scores[0].Rows, scores[0].Columns);
        foreach (var (one, weight) in scores.Zip(weights))
            for (var i = 0; i < sum.Values.Length; i++)
                sum.Values[i] += weight * one.Values[i];
        return sum;
    }

    private sealed class Loss(
        IReadOnlyList<Matrix> scores, IReadOnlyList<int> labels, IReadOnlyList<double> offsets, double[] scales) : IDifferentiable
    {
        public double[] Weights(ReadOnlySpan<double> logarithms)
        {
            var weights = new double[scales.Length];
            for (var i = 0; i < weights.Length; i++)
                weights[i] = scales[i] * Math.Exp(logarithms[i]);
            return weights;
        }

        public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
        {
            var weights = Weights(point);
            var sum = Sum(scores, weights);
            gradient.Clear();
            var loss = 0.0;
            for (var row = 0; row < sum.Rows; row++)
            {
                var logits = sum.Row(row);
                for (var k = 0; k < logits.Length; k++)
                    logits[k] += offsets[k];
                loss += Softmax.WithLoss(logits, labels[row]) / sum.Rows;
                for (var i = 0; i < weights.Length; i++)
                {
                    var values = scores[i].Row(row);
                    var slope = -values[labels[row]];
                    for (var k = 0; k < logits.Length; k++)
                        slope += logits[k] * values[k];
                    gradient[i] += slope * weights[i] / sum.Rows;
                }
            }
            return loss;
        }
    }
}
