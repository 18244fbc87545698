namespace Graft.Training;

/// <summary>How the loss went while the learning rate was raised step by step.</summary>
/// <param name="Rates">The rate of each step that was made, rising.</param>
/// <param name="Losses">The loss of each step before its update, smoothed.</param>
public sealed record LearningRateCurve(IReadOnlyList<double> Rates, IReadOnlyList<double> Losses)
{
    // Losses of single batches jump; a slope is taken over a tenth of the curve to either side.
    private const int Windows = 10;

    /// <summary>
    /// The rate at which the loss fell fastest over the logarithm of the rate: a good first choice. Null where it never fell, or
    /// too few steps were made to tell.
    /// </summary>
    public double? Steepest
    {
        get
        {
            var width = Math.Max(1, Losses.Count / Windows);
            var falls = Enumerable.Range(width, Math.Max(0, Losses.Count - 2 * width))
                .Select(i => (Rate: Rates[i], Fall: Mean(i - width, width) - Mean(i + 1, width)))
                .Where(step => step.Fall > 0).ToList();
            return falls.Count == 0 ? null : falls.MaxBy(step => step.Fall).Rate;
        }
    }

    private double Mean(int from, int count) => Losses.Skip(from).Take(count).Average();
}
