namespace Graft.Runtime.Heads;

/// <summary>
/// A discriminant analysis solved for one shrinkage. Disposed, it gives its memory to the next solution of the same analysis; what was
/// asked of it before stays.
/// </summary>
public sealed class DiscriminantSolution : IDisposable
{
    private readonly TrainingRows training;
    private readonly ISolvedScatter scatter;
    private bool isDisposed;

    internal DiscriminantSolution(TrainingRows training, ISolvedScatter scatter)
    {
        (this.training, this.scatter) = (training, scatter);
        LogPriors = [.. training.Counts.Select(count => Math.Log((double)count / training.Labels.Length))];
    }

    /// <summary>For each class the logarithm of its share of the pictures.</summary>
    public IReadOnlyList<double> LogPriors { get; }

    /// <summary>The layer whose softmax gives the classes' probabilities.</summary>
    /// <param name="temperature">What the distances are divided by, above 0; 1 for the normal distribution's own.</param>
    /// <param name="withPriors">Whether the bias holds the priors.</param>
    public LinearHead Head(double temperature = 1, bool withPriors = true)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var products = scatter.MeanProducts;
        var bias = LogPriors.Select((prior, k) => (withPriors ? prior : 0) - 0.5 * products[k, k] / temperature);
        return new LinearHead(scatter.Coefficients().Copy().Times(1 / temperature), [.. bias]);
    }

    /// <summary>
    /// What a model that has not seen a picture, in none of its views, would say of it, for many pictures: minus half of the
    /// squared distance to each class's mean. In closed form; the covariance is shrunk as that of all pictures.
    /// </summary>
    /// <param name="pictures">Which pictures; the class of each has at least two.</param>
    /// <param name="averaged">Whether the distances are the means over a picture's views, or those of its first one.</param>
    /// <returns><c>[pictures, classes]</c></returns>
    /// <exception cref="ArgumentException">A picture is the only one of its class.</exception>
    public Matrix LeaveOneOut(IReadOnlyList<int> pictures, bool averaged = false)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        ArgumentNullException.ThrowIfNull(pictures);
        var only = pictures.FirstOrDefault(picture => training.Counts[training.Labels[picture]] <= training.Views, -1);
        if (only >= 0)
            throw new ArgumentException($"Picture {only} is the only one of its class; it cannot be left out.", nameof(pictures));
        var leverages = scatter.Leverages(pictures);
        var distances = new Matrix(pictures.Count, training.Classes);
        var leaving = new LeavingOut(training, scatter);
        Parallel.For(0, pictures.Count, i => leaving.Distances(pictures[i], leverages.Row(i), averaged, distances.Row(i)));
        return distances;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!isDisposed)
            scatter.Dispose();
        isDisposed = true;
    }
}
