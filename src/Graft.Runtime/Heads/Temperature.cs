namespace Graft.Runtime.Heads;

/// <summary>
/// Temperature scaling (Guo et al., 2017): what scores are divided by before the softmax, so that the probabilities are as often
/// right as they say, judged on pictures that the scores were not learned from.
/// </summary>
public static class Temperature
{
    private const double Smallest = 1e-3;
    private const double Largest = 1e6;

    /// <summary>The temperature with the least mean negative log likelihood; it lies from 0.001 to 1,000,000.</summary>
    /// <param name="scores">For each picture a number a class, <c>[pictures, classes]</c>.</param>
    /// <param name="labels">For each picture the index of its class.</param>
    /// <param name="offsets">Added to the divided scores: logarithms of priors; nothing where left out.</param>
    /// <returns>The temperature; 1 where there are no pictures.</returns>
    public static double Fit(Matrix scores, IReadOnlyList<int> labels, IReadOnlyList<double>? offsets = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != scores.Rows)
            throw new ArgumentException($"There are {scores.Rows} rows of scores and {labels.Count} labels.", nameof(labels));
        if (labels.Count == 0)
            return 1;
        // In the inverse temperature the loss is convex: where its slope is 0 lies between two ends that come nearer.
        var (low, high, inverse) = (1 / Largest, 1 / Smallest, 1.0);
        for (var step = 0; step < 200 && high - low > 1e-12 * high; step++)
        {
            var (slope, curvature) = Slope(scores, labels, offsets, inverse);
            if (slope > 0)
                high = inverse;
            else
                low = inverse;
            var newton = inverse - slope / curvature;
            if (Math.Abs(newton - inverse) <= 1e-14 * inverse)
                break;
            inverse = newton > low && newton < high ? newton : Math.Sqrt(low * high);
        }
        return 1 / inverse;
    }

    /// <summary>Each picture's negative log likelihood at a temperature.</summary>
    /// <param name="scores">For each picture a number a class, <c>[pictures, classes]</c>.</param>
    /// <param name="labels">For each picture the index of its class.</param>
    /// <param name="temperature">Above 0.</param>
    /// <param name="offsets">Added to the divided scores; nothing where left out.</param>
    public static double[] Losses(
        Matrix scores, IReadOnlyList<int> labels, double temperature, IReadOnlyList<double>? offsets = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        var losses = new double[labels.Count];
        var logits = new double[scores.Columns];
        for (var row = 0; row < losses.Length; row++)
        {
            Scale(scores.Row(row), 1 / temperature, offsets, logits);
            losses[row] = Softmax.WithLoss(logits, labels[row]);
        }
        return losses;
    }

    // The mean loss's first and second derivative by the inverse temperature: the scores' mean and variance under the softmax.
    private static (double Slope, double Curvature) Slope(
        Matrix scores, IReadOnlyList<int> labels, IReadOnlyList<double>? offsets, double inverse)
    {
        var logits = new double[scores.Columns];
        var (slope, curvature) = (0.0, 0.0);
        for (var row = 0; row < scores.Rows; row++)
        {
            var values = scores.Row(row);
            Scale(values, inverse, offsets, logits);
            Softmax.WithLoss(logits, labels[row]);
            var (mean, square) = (0.0, 0.0);
            for (var k = 0; k < logits.Length; k++)
            {
                var score = values[k] - values[labels[row]];
                mean += logits[k] * score;
                square += logits[k] * score * score;
            }
            slope += mean / scores.Rows;
            curvature += (square - mean * mean) / scores.Rows;
        }
        return (slope, curvature);
    }

    private static void Scale(ReadOnlySpan<double> scores, double factor, IReadOnlyList<double>? offsets, double[] logits)
    {
        for (var k = 0; k < logits.Length; k++)
            logits[k] = scores[k] * factor + (offsets?[k] ?? 0);
    }
}
